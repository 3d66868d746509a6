package dev.signet.console.pages;

import dev.signet.base.jose.SigningAlg;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.ConfirmationPage;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Section;
import dev.signet.console.parts.TimeFormat;
import dev.signet.tokens.signingkeys.PublishedSigningKey;
import dev.signet.tokens.signingkeys.SigningKeyRefusals;
import dev.signet.tokens.signingkeys.SigningKeyState;
import dev.signet.tokens.signingkeys.SigningKeyWithdrawals;
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
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// The keys that sign tokens, their rotation and withdrawal.
final class SigningKeyPages {
  static final String ALL = "/console/keys";
  private static final String ROTATE = ALL + "/rotate";
  private static final String WITHDRAW = ALL + "/{kid}/withdraw";

  /// @param next the time of the next automatic rotation; empty for a key that does not sign
  record Row(PublishedSigningKey key, Optional<Instant> next) {}

  record SigningKeysView(List<Row> rows, Duration rotationPeriod) {}

  /// @param alg the algorithm to rotate; empty for all
  /// @param currentKeys the keys that will be retired
  /// @param kids the ids of those keys, as the form sends them
  record RotateView(String alg, List<PublishedSigningKey> currentKeys, String kids) {}

  private final PageRenderer pages;
  private final SigningKeys keys;
  private final SigningKeyWithdrawals withdrawals;
  private final Duration rotationPeriod;

  SigningKeyPages(
      PageRenderer pages, SigningKeys keys, SigningKeyWithdrawals withdrawals, Duration period) {
    this.pages = pages;
    this.keys = keys;
    this.withdrawals = withdrawals;
    this.rotationPeriod = period;
  }

  void mount(Router router) {
    var afresh = new Access.Reauthenticated("keys:write");
    router.get(ALL, new Access.SignedIn("keys:read"), this::list);
    router.get(ROTATE, afresh, this::askToRotate);
    router.post(ROTATE, afresh, this::rotate);
    router.get(WITHDRAW, afresh, this::askToWithdraw);
    router.post(WITHDRAW, afresh, this::withdraw);
  }

  private Response list(Request request) {
    var rows =
        keys.publishedKeys().stream()
            .sorted(
                Comparator.comparing(PublishedSigningKey::alg)
                    .thenComparingInt(key -> order(key.state()))
                    .thenComparing(PublishedSigningKey::since, Comparator.reverseOrder()))
            .map(key ->
                new Row(
                    key,
                    key.state() == SigningKeyState.CURRENT
                        ? Optional.of(key.since().plus(rotationPeriod))
                        : Optional.empty()))
            .toList();
    return pages.show(
        request,
        new Page(
            "Signing keys",
            Section.SIGNING_KEYS,
            "pages/signingKeys",
            new SigningKeysView(rows, rotationPeriod)));
  }

  private Response askToWithdraw(Request request) {
    return askToWithdraw(200, request, FormState.BLANK);
  }

  private Response askToWithdraw(int status, Request request, FormState form) {
    var kid = request.pathParam("kid");
    var key =
        keys.publishedKeys().stream()
            .filter(known -> known.kid().equals(kid))
            .findFirst()
            .orElseThrow(SigningKeyRefusals::notFound);
    var sure =
        new ConfirmationPage(
            "Withdraw the " + key.alg().wire() + " key " + key.kid() + "?",
            List.of(
                "Every token signed with this key is revoked now, on every node.",
                "The key is removed from the key set, and its private key is deleted.",
                "The next "
                    + key.alg().wire()
                    + " key is withdrawn too: it may have leaked with this one.",
                "New keys are generated. Verifiers with a cached key set refuse new tokens until"
                    + " they fetch it again, after five minutes at most.",
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
      reason = ConfirmationPage.reason(request.form());
    } catch (Refused refused) {
      var filled = FormState.of(request.form()).withRefusal(refused);
      return askToWithdraw(filled.status(), request, filled);
    }
    var key = withdrawals.withdraw(request.pathParam("kid"), reason, request.context());
    var ended = key.revokedTokens();
    return pages.redirect(
        request,
        ALL,
        "Withdrawn: "
            + key.kid()
            + ". "
            + (ended.isPresent()
                ? TimeFormat.quantity(ended.get().revoked(), "active token")
                    + " revoked"
                    + AgentPages.descendantsText(OptionalLong.of(ended.get().descendants()))
                    + "."
                : "The number of revoked tokens follows in the audit log."));
  }

  private static int order(SigningKeyState state) {
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

  private List<PublishedSigningKey> currentKeys(Set<SigningAlg> algs) {
    return keys.publishedKeys().stream()
        .filter(key -> key.state() == SigningKeyState.CURRENT && algs.contains(key.alg()))
        .sorted(Comparator.comparing(PublishedSigningKey::alg))
        .toList();
  }

  private static String kids(List<PublishedSigningKey> signing) {
    return signing.stream().map(PublishedSigningKey::kid).collect(Collectors.joining(" "));
  }

  private Response askToRotate(Request request) {
    var algs = algs(request.query());
    var signing = currentKeys(algs);
    var alg = algs.size() == 1 ? algs.iterator().next().wire() : "";
    return pages.show(
        request,
        new Page(
            "Rotate signing keys",
            Section.SIGNING_KEYS,
            "pages/rotateSigningKeys",
            new RotateView(alg, signing, kids(signing))));
  }

  /// The form names the keys that it showed, so sending it repeatedly rotates them once.
  private Response rotate(Request request) {
    var form = request.form();
    var algs = algs(form);
    if (!kids(currentKeys(algs)).equals(form.one("kids").orElse(""))) {
      return pages.redirect(
          request, ALL, "Nothing was done: the keys have been rotated in the meantime.");
    }
    try {
      keys.rotate(
          algs,
          SigningKeys.RotationMode.of(form.one("force").filter("on"::equals).isPresent()),
          request.context());
    } catch (Refused refused) {
      if (refused.refusal() instanceof Refusal.TemporaryConflict(_, var detail, _)) {
        return pages.redirect(request, ALL, "Nothing was done. " + detail + ".");
      }
      throw refused;
    }
    var now = currentKeys(algs);
    return pages.redirect(
        request,
        ALL,
        "Rotated: "
            + now.stream()
                .map(key -> key.alg().wire() + " signs with " + key.kid())
                .collect(Collectors.joining(", "))
            + ". Tokens signed with the old "
            + (now.size() == 1 ? "key" : "keys")
            + " stay valid.");
  }
}
