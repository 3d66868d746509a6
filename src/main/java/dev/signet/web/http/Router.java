package dev.signet.web.http;

import dev.signet.web.http.Route.OtherSites;
import java.util.List;

/// Where rooms mount their routes. Each route has the error format and the body limit of the router
/// that it is mounted on: [#oauth] for the endpoints of OAuth, [#pages] for the console, and the
/// router itself for the API.
public final class Router {
  private static final String MAX_AGE = "86400";

  /// The longest OAuth request, a token exchange with two tokens and an assertion, takes a tenth of
  /// this.
  static final int MAX_OAUTH_BODY = 64 * 1024;

  /// Limit for a form of the console. Its values are sent back within the page, where one character
  /// may take six bytes. Our longest form is that of an agent with all fields full, which contains
  /// each of them twice.
  static final int MAX_FORM = 128 * 1024;

  private final RouteTable table;
  private final ErrorFormat errorFormat;
  private final int maxBody;

  /// An empty router, for the API.
  public Router() {
    this(new RouteTable(), ErrorFormat.PROBLEM, BodyMemory.MAX);
  }

  private Router(RouteTable table, ErrorFormat errorFormat, int maxBody) {
    this.table = table;
    this.errorFormat = errorFormat;
    this.maxBody = maxBody;
  }

  /// The same routes; those mounted here are endpoints of OAuth, which refuse as [RFC 6749
  /// §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2) says.
  public Router oauth() {
    return new Router(table, ErrorFormat.OAUTH, MAX_OAUTH_BODY);
  }

  /// The same routes; those mounted here are pages, and so are their refusals.
  public Router pages() {
    return new Router(table, ErrorFormat.HTML, MAX_FORM);
  }

  public void get(String pattern, Access access, Handler handler) {
    add("GET", pattern, access, handler);
  }

  /// A public document, readable by pages of other sites: `GET`, and the `OPTIONS` of the browser's
  /// preflight.
  public void getCrossOrigin(String pattern, Access.Open access, Handler handler) {
    add("GET", pattern, access, handler, OtherSites.MAY_READ);
    addPreflight(pattern, access, "GET, HEAD, OPTIONS", "*");
  }

  public void post(String pattern, Access access, Handler handler) {
    add("POST", pattern, access, handler);
  }

  /// An endpoint for programs that run in a browser, in pages of other sites: `POST`, and the
  /// `OPTIONS` of the browser's preflight.
  public void postCrossOrigin(String pattern, Access access, Handler handler) {
    add("POST", pattern, access, handler, OtherSites.MAY_READ);
    addPreflight(
        pattern,
        new Access.Open("says which requests of other sites browsers may send"),
        "POST, OPTIONS",
        "Authorization, Content-Type, DPoP, MCP-Protocol-Version");
  }

  /// A page on which users arrive by a form of another site. It must not act for the user who is
  /// signed in: every site can send it.
  public void postFromOtherSites(String pattern, Access.Open access, Handler handler) {
    add("POST", pattern, access, handler, OtherSites.MAY_SEND_FORMS);
  }

  private void addPreflight(String pattern, Access.Open access, String methods, String headers) {
    var response =
        Response.empty(204)
            .withHeader("Access-Control-Allow-Methods", methods)
            .withHeader("Access-Control-Allow-Headers", headers)
            .withHeader("Access-Control-Max-Age", MAX_AGE)
            .withHeader("Allow", methods);
    add("OPTIONS", pattern, access, _ -> response, OtherSites.MAY_READ);
  }

  public void put(String pattern, Access access, Handler handler) {
    add("PUT", pattern, access, handler);
  }

  public void patch(String pattern, Access access, Handler handler) {
    add("PATCH", pattern, access, handler);
  }

  public void delete(String pattern, Access access, Handler handler) {
    add("DELETE", pattern, access, handler);
  }

  private void add(String method, String pattern, Access access, Handler handler) {
    add(method, pattern, access, handler, OtherSites.NOTHING);
  }

  private void add(
      String method, String pattern, Access access, Handler handler, OtherSites otherSites) {
    if (access instanceof Access.Page && errorFormat != ErrorFormat.HTML) {
      throw new IllegalStateException(pattern + " is a page: mount it on pages()");
    }
    table.add(new Route(method, pattern, access, errorFormat, maxBody, otherSites, handler));
  }

  /// All routes, whichever format they have.
  public List<Route> routes() {
    return table.routes();
  }

  RouteTable table() {
    return table;
  }
}
