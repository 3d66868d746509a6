package dev.signet.app;

import java.util.regex.Pattern;

/// The variables by which Kubernetes tells a container of the Services of its namespace, after the
/// fashion of Docker's links
/// ([Kubernetes](https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables)).
/// A Service named `signet`, or `signet-db`, gives them names that look like our settings.
final class KubernetesServiceVariables {
  private static final Pattern NAME =
      Pattern.compile(
          "SIGNET_([A-Z0-9_]+_)?"
              + "(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

  /// `SIGNET_PORT` is a setting as well: what it says tells the one from the other.
  private static final Pattern PORT = Pattern.compile("SIGNET_([A-Z0-9_]+_)?PORT");

  private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.+");

  private KubernetesServiceVariables() {}

  static boolean matches(String name, String value) {
    return NAME.matcher(name).matches()
        || (PORT.matcher(name).matches() && ADDRESS.matcher(value).matches());
  }
}
