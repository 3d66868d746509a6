package dev.signet.tokens.dpop;

import java.util.List;

/// The DPoP proof that a request carries, unread, and the request that it has to be for.
///
/// @param method of the request
/// @param path of the request
/// @param headers the values of its `DPoP` headers; empty when it has none
public record PresentedProof(String method, String path, List<String> headers) {
  public PresentedProof {
    headers = List.copyOf(headers);
  }
}
