package dev.signet.base.fetch;

/// On whose behalf this server connects to another one. An owner holds only a share of what all
/// use, so that the hosts that it names delay no other.
///
/// @param id of the organization; empty for the operators of the whole server
public record Owner(String id) {
  public static final Owner OPERATORS = new Owner("");
}
