package dev.signet.console;

import dev.signet.base.jose.SigningAlg;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.tokens.signingkeys.KeyState;
import dev.signet.tokens.signingkeys.KeyWithdrawals;
import dev.signet.tokens.signingkeys.KnownKey;
import dev.signet.tokens.signingkeys.SigningKeys;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The keys that sign tokens, and their rotation.
final class SigningKeyPages {
  static final String ALL = "/console/keys";
  private static final String ROTATE = ALL + "/rotate";
  private static final String WITHDRAW = ALL + "/{kid}/withdraw";

  /// @param next when the key is rotated by itself; empty for one that does not sign
  record Row(KnownKey key, Optional<Instant> next) {}

  record KeysView(List<Row> rows, Duration period) {}

  /// @param alg that is rotated; empty for all
  /// @param signing the keys that will retire
  /// @param kids of the same, as the form carries them
  record RotateView(String alg, List<KnownKey> signing, String kids) {}

  private final Pages pages;
  private final SigningKeys keys;
  private final KeyWithdrawals withdrawals;
  private final Duration period;

  SigningKeyPages(Pages pages, SigningKeys keys, KeyWithdrawals withdrawals, Duration period) {
    this.pages = pages;
    this.keys = keys;
    this.withdrawals = withdrawals;
    this.period = period;
  }

  void mount(Router router) {
    var afresh = new Access.SignedInAfresh("keys:write");
    router.get(ALL, new Access.SignedIn("keys:read"), this::list);
    router.get(ROTATE, afresh, this::ask);
    router.post(ROTATE, afresh, this::rotate);
    router.get(WITHDRAW, afresh, this::askToWithdraw);
    router.post(WITHDRAW, afresh, this::withdraw);
  }

  private Response list(Request request) {
    var rows =
        keys.known().stream()
            .sorted(
                Comparator.comparing(KnownKey::alg)
                    .thenComparingInt(key -> order(key.state()))
                    .thenComparing(KnownKey::since, Comparator.reverseOrder()))
            .map(key ->
                new Row(
                    key,
                    key.state() == KeyState.CURRENT
                        ? Optional.of(key.since().plus(period))
                        : Optional.empty()))
            .toList();
    return pages.show(
        request,
        new Page("Signing keys", Section.SIGNING_KEYS, "keys", new KeysView(rows, period)));
  }

  private Response askToWithdraw(Request request) {
    return askToWithdraw(200, request, Filled.BLANK);
  }

  private Response askToWithdraw(int status, Request request, Filled form) {
    var kid = request.pathParam("kid");
    var key =
        keys.known().stream()
            .filter(known -> known.kid().equals(kid))
            .findFirst()
            .orElseThrow(() -> Refused.unknown("signing key"));
    var sure =
        new Sure(
            "Withdraw the " + key.alg().wire() + " key " + key.kid() + "?",
            List.of(
                "Every token that this key signed ends now, on every node.",
                "The key leaves the key set, and its private half is deleted.",
                "The next "
                    + key.alg().wire()
                    + " key is withdrawn too: it may have leaked with this one.",
                "New keys are made. Verifiers that keep the key set refuse new tokens until they"
                    + " read it again, five minutes at most.",
                "This cannot be undone."),
            ALL + "/" + key.kid() + "/withdraw",
            "Withdraw",
            ALL,
            "Signing keys",
            true,
            form);
    return pages.show(status, request, sure.page(Section.SIGNING_KEYS));
  }

  private Response withdraw(Request request) {
    String reason;
    try {
      reason = Sure.reason(request.form());
    } catch (Refused refused) {
      var filled = Filled.with(request.form()).refused(refused);
      return askToWithdraw(filled.status(), request, filled);
    }
    var key = withdrawals.withdraw(request.pathParam("kid"), reason, request.origin());
    var ended = key.endedTokens();
    return pages.goTo(
        request,
        ALL,
        "Withdrawn: "
            + key.kid()
            + ". "
            + (ended.isPresent()
                ? Times.counted(ended.getAsLong(), "active token") + " ended with it."
                : "The number of tokens that ended with it follows in the audit log."));
  }

  private static int order(KeyState state) {
    return switch (state) {
      case CURRENT -> 0;
      case NEXT -> 1;
      case RETIRED -> 2;
    };
  }

  private static Set<SigningAlg> algs(Form form) {
    return form.one("alg")
        .flatMap(SigningAlg::parse)
        .map(EnumSet::of)
        .orElseGet(() -> EnumSet.allOf(SigningAlg.class));
  }

  private List<KnownKey> signing(Set<SigningAlg> algs) {
    return keys.known().stream()
        .filter(key -> key.state() == KeyState.CURRENT && algs.contains(key.alg()))
        .sorted(Comparator.comparing(KnownKey::alg))
        .toList();
  }

  private static String kids(List<KnownKey> signing) {
    return signing.stream().map(KnownKey::kid).collect(Collectors.joining(" "));
  }

  private Response ask(Request request) {
    var algs = algs(request.query());
    var signing = signing(algs);
    var alg = algs.size() == 1 ? algs.iterator().next().wire() : "";
    return pages.show(
        request,
        new Page(
            "Rotate signing keys",
            Section.SIGNING_KEYS,
            "rotatekeys",
            new RotateView(alg, signing, kids(signing))));
  }

  /// The form names the keys that it was asked about, so that it rotates once however often it is
  /// sent.
  private Response rotate(Request request) {
    var form = request.form();
    var algs = algs(form);
    if (!kids(signing(algs)).equals(form.one("kids").orElse(""))) {
      return pages.goTo(
          request, ALL, "Nothing was done: the keys have been rotated in the meantime.");
    }
    try {
      keys.rotate(
          algs,
          SigningKeys.Haste.of(form.one("force").filter("on"::equals).isPresent()),
          request.origin());
    } catch (Refused refused) {
      if (refused.refusal() instanceof Refusal.ConflictForNow(_, var detail, _)) {
        return pages.goTo(request, ALL, "Nothing was done. " + detail + ".");
      }
      throw refused;
    }
    var now = signing(algs);
    return pages.goTo(
        request,
        ALL,
        "Rotated: "
            + now.stream()
                .map(key -> key.alg().wire() + " signs with " + key.kid())
                .collect(Collectors.joining(", "))
            + ". What the old "
            + (now.size() == 1 ? "key has" : "keys have")
            + " signed stays good.");
  }
}
