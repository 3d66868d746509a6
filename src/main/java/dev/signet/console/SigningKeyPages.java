package dev.signet.console;

import dev.signet.http.Access;
import dev.signet.http.Form;
import dev.signet.http.Request;
import dev.signet.http.Response;
import dev.signet.http.Router;
import dev.signet.jose.SigningAlg;
import dev.signet.keys.KeyState;
import dev.signet.keys.KnownKey;
import dev.signet.keys.SigningKeys;
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

  /// @param next when the key is rotated by itself; empty for one that does not sign
  record Row(KnownKey key, Optional<Instant> next) {}

  record KeysView(List<Row> rows, Duration period) {}

  /// @param alg that is rotated; empty for all
  /// @param signing the keys that will retire
  /// @param kids of the same, as the form carries them
  record RotateView(String alg, List<KnownKey> signing, String kids) {}

  private final Pages pages;
  private final SigningKeys keys;
  private final Duration period;

  SigningKeyPages(Pages pages, SigningKeys keys, Duration period) {
    this.pages = pages;
    this.keys = keys;
    this.period = period;
  }

  void mount(Router router) {
    var afresh = new Access.SignedInAfresh("keys:write");
    router.get(ALL, new Access.SignedIn("keys:read"), this::list);
    router.get(ROTATE, afresh, this::ask);
    router.post(ROTATE, afresh, this::rotate);
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
    keys.rotate(algs, request.origin());
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
