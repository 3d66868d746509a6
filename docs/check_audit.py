#!/usr/bin/env python3
"""Checks an export of Signet's audit log, without Signet and without its secrets.

    check_audit.py SIGNATURES EVENTS KEYS

The three files are what GET /api/v1/audit/signatures, /api/v1/audit/export and /api/v1/audit/keys answer to an
operator, asked for in this order. Needs Python 3.11 and the package cryptography (Debian: python3-cryptography).
Prints what it found as JSON; the exit code is 1 when something is not as it was written and signed.
"""
import base64
import datetime
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ZEROS = "0" * 64
# A node signs every minute for what it wrote.
TOLERANCE = 3 * 60 * 1000


def millis(time):
    return time and round(datetime.datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp() * 1000)


def text(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def sha256(data):
    return hashlib.sha256(data.encode("utf-8")).digest()


def unbase64(data):
    return base64.urlsafe_b64decode(data + "=" * (-len(data) % 4))


def lines(file):
    with open(file, encoding="utf-8") as opened:
        return [json.loads(line) for line in opened]


def read_keys(file):
    """The keys by kid. A kid is the thumbprint of its key (RFC 7638), so it can't name another one."""
    keys = {}
    for key in json.load(open(file, encoding="utf-8"))["keys"]:
        named = {name: key[name] for name in ("crv", "kty", "x")}
        kid = base64.urlsafe_b64encode(sha256(text(named))).rstrip(b"=").decode()
        if kid == key["kid"]:
            keys[kid] = Ed25519PublicKey.from_public_bytes(unbase64(key["x"]))
    return keys


class Check:
    def __init__(self, keys):
        self.keys = keys
        self.faults = []
        self.unsigned = 0

    def fault(self, chain, seq, what):
        self.faults.append({"chainId": chain, "seq": seq, "what": what})

    def is_signed(self, line, signed):
        key = self.keys.get(line["kid"])
        try:
            key and key.verify(unbase64(line["signature"]), signed.encode("utf-8"))
            return key is not None
        except (InvalidSignature, ValueError):
            return False

    def checkpoints(self, found, anchor):
        """Where each chain ended that was signed for, the last signature last."""
        heads = []
        before = anchor or {"seq": 0, "hash": ZEROS, "kid": None}
        for line in found:
            hash_ = sha256(line["prevHash"] + text([line["seq"], millis(line["at"]), line["heads"]])).hex()
            # Versions without audit keys signed with a key that only the server has.
            is_signed = line["kid"] is None or self.is_signed(line, "checkpoint" + text([hash_]))
            if hash_ != line["hash"] or not is_signed:
                self.fault("checkpoints", line["seq"], "the checkpoint is not what was signed")
            elif line["kid"] is None and before["kid"] is not None:
                self.fault("checkpoints", line["seq"], "the checkpoint has no key, and one before it has")
            elif line["seq"] <= before["seq"] and before is anchor:
                continue  # Retention was about to delete it.
            elif line["seq"] != before["seq"] + 1 or line["prevHash"] != before["hash"]:
                self.fault("checkpoints", line["seq"], "checkpoints before this one are gone")
            if is_signed and line["kid"] is not None:
                heads += [dict(head, at=millis(line["at"])) for head in json.loads(line["heads"])]
            before = line
        return heads

    def openings(self, found):
        good = {}
        for line in found:
            signed = "opening" + text([line["chainId"], millis(line["at"]), line["seq"], line["hash"]])
            if self.is_signed(line, signed):
                good[line["chainId"]] = line
        return good

    def anchors(self, found, openings, first_checkpoint):
        good = {}
        for line in found:
            chain = line["chainId"]
            signed = "anchor" + text(
                [chain, line["seq"], line["hash"], millis(line["prunedBefore"]), millis(line["at"])])
            if chain == "checkpoints":
                is_former = first_checkpoint is not None and first_checkpoint["kid"] is None
            else:
                is_former = chain in openings and line["seq"] <= openings[chain]["seq"]
            # Versions without audit keys left anchors at the beginning of what is older than the key.
            if is_former if line["kid"] is None else self.is_signed(line, signed):
                good[chain] = line
            else:
                self.fault(chain, line["seq"], "the anchor is not what was signed")
        return good

    def chain(self, name, events, anchor):
        """Whether the events follow each other, from the beginning of the chain or from its anchor."""
        seq, hash_ = (anchor["seq"], anchor["hash"]) if anchor else (0, ZEROS)
        for event in events:
            if event["seq"] <= seq:
                continue  # Retention deleted it meanwhile.
            if event_hash(event) != event["hash"]:
                self.fault(name, event["seq"], "the event is not what was written")
            elif event["seq"] != seq + 1 or event["prevHash"] != hash_:
                self.fault(name, event["seq"], "the event does not follow the one before it")
            seq, hash_ = event["seq"], event["hash"]

    def end(self, name, events, opening, heads, newest):
        """Whether the chain ends where it was signed for, but for what its node wrote since."""
        adopted = opening["seq"] > 0
        end = {"seq": opening["seq"], "at": millis(opening["at"]), "end": "closed" if adopted else "open"}
        if heads and not adopted:
            end = heads[-1]
        for event in events:
            time = millis(event["timestamp"])
            if event["seq"] > end["seq"]:
                self.unsigned += 1
                state = end.get("end", "open")
                is_recent = state != "closed" and time >= newest - TOLERANCE
                if not is_recent and not (state == "open" and time <= end["at"] + TOLERANCE):
                    self.fault(name, event["seq"], "the event was put behind the end of the chain")
                    return


def event_hash(e):
    fields = [
        e["chainId"], e["seq"], e["eventId"], millis(e["timestamp"]), e["action"], e["outcome"],
        e["agentId"], e["organizationId"], e["actor"]["type"], e["actor"]["id"],
        e["credentialFingerprint"], e["ipAddress"], e["userAgent"], e["requestId"],
        text(e["metadata"]), millis(e["tokenExpiresAt"]), e["tokenGeneration"], e["tokenFamily"]]
    is_exchanged = e.get("tokenSubjectToken")
    if e["tokenThumbprint"] or e["tokenId"] or is_exchanged:
        fields += [e["tokenThumbprint"], e["tokenKeyGeneration"]]
    if e["tokenId"] or is_exchanged:
        fields += [e["tokenId"], e["testTokenMaker"]]
    if is_exchanged:
        fields += [e["tokenSubjectToken"], e["tokenActorToken"], e["tokenDelegation"], e["tokenAncestors"]]
    return sha256(e["prevHash"] + text(fields)).hex()


def main(signatures_file, events_file, keys_file):
    check = Check(read_keys(keys_file))
    signatures = lines(signatures_file)
    of_type = lambda wanted: [line for line in signatures if line["type"] == wanted]
    openings = check.openings(of_type("opening"))
    anchors = check.anchors(of_type("anchor"), openings, next(iter(of_type("checkpoint")), None))
    heads = check.checkpoints(of_type("checkpoint"), anchors.get("checkpoints"))

    chains = {}
    for event in lines(events_file):
        by_seq = chains.setdefault(event["chainId"], {})
        if event["seq"] in by_seq:
            check.fault(event["chainId"], event["seq"], "two events have the same place in the chain")
        by_seq[event["seq"]] = event
    newest = max((millis(e["timestamp"]) for events in chains.values() for e in events.values()), default=0)

    for name, by_seq in chains.items():
        events = [by_seq[seq] for seq in sorted(by_seq)]
        check.chain(name, events, anchors.get(name))
        if name in openings:
            check.end(name, events, openings[name], [h for h in heads if h["chainId"] == name], newest)
        else:
            check.fault(name, events[0]["seq"], "the chain has no signed opening: the server did not write it")

    for name in openings:
        if name not in chains and name not in anchors:
            check.fault(name, 1, "the whole chain is gone")

    adopted = [line for line in openings.values() if line["seq"] > 0]
    for head in heads + adopted:
        chain = head["chainId"]
        event = chains.get(chain, {}).get(head["seq"])
        if event and event["hash"] != head["hash"]:
            check.fault(chain, head["seq"], "the chain was rewritten: it is not what was signed for")
        elif not event and head["seq"] > anchors.get(chain, {"seq": 0})["seq"]:
            check.fault(chain, head["seq"], "the event that was signed for is gone")

    print(json.dumps({
        "valid": not check.faults, "events": sum(map(len, chains.values())), "chains": len(chains),
        "unsigned": check.unsigned, "keys": sorted(check.keys), "faults": check.faults[:20]}, indent=2))
    return 1 if check.faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
