package dev.signet.web.http;

/// One route: who may call it, how it refuses, and how long a body it accepts.
///
/// @param pattern such as `/api/v1/agents/{id}`
/// @param maxBody in bytes
/// @param otherSites what pages of other sites may do with it
public record Route(
    String method,
    String pattern,
    Access access,
    ErrorFormat errorFormat,
    int maxBody,
    OtherSites otherSites,
    Handler handler) {

  /// What pages of other sites may do with a route.
  enum OtherSites {
    /// What a browser lets them do with any address; never send a form.
    NOTHING,
    /// Send a form, as a user's navigation.
    MAY_SEND_FORMS,
    /// Read the responses, refusals included.
    MAY_READ
  }

  /// The response as other sites may read it
  /// ([CORS](https://fetch.spec.whatwg.org/#http-cors-protocol)). A browser sends no cookie with
  /// such a request, because the response does not allow credentials.
  static Response readableByOtherSites(Response response) {
    return response
        .withHeader("Access-Control-Allow-Origin", "*")
        .withHeader(
            "Access-Control-Expose-Headers",
            "WWW-Authenticate, DPoP-Nonce, Retry-After, RateLimit, RateLimit-Policy");
  }
}
