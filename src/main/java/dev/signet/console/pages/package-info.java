/// The console: pages for the users who run the server, built on the same front doors as the API.
///
/// How a page is made, by the example of [AgentPages]:
///
/// 1. A class `…Pages` gets the front doors it needs and mounts its routes: a list or a form is a
///    `GET`, a change a `POST` to the same path, with `Access.SignedIn` and the scope of the API's
///    route. An action that cannot be undone has `Access.Reauthenticated` on both. The router then
///    checks session, scope, recent confirmation, origin and form token; handlers do not.
/// 2. The data of the page is a record `…View` in that class. The page is a template in
///    `src/main/jte/pages`, with the parameters `PageFrame frame` and that record as `view`; its
///    content is put into `parts/layout`. `pages.show(request, new Page(title, section, template,
///    view))` renders it. Times, badges, fields and pagers are templates in `src/main/jte/parts`.
/// 3. A form contains `formToken`. If it is refused, it is shown again from its `FormState` with
///    status 422, with everything that was typed. If it succeeds, `pages.redirect(request, path,
///    notice)` leads to the page with the result. A page with a secret is the exception: it is the
///    response itself, rendered by `pages.showRepeatable` within `IdempotentForms`, so that sending
///    the form twice does not repeat the work.
/// 4. Before something is ended, revoked or removed, a confirmation page lists the consequences and
///    offers to cancel.
/// 5. Content that updates itself uses htmx: `hx-get` of the same page with `hx-select`, or of a
///    fragment below `/console/live/`, which does not keep the session active. Every page works
///    without a script.
/// 6. Pages contain no inline styles and no inline scripts: the content security policy blocks
///    them. A chart is SVG with classes.
/// 7. A new section of the console is a line in [Section], mounted in [Console]; a new page is a
///    line in `PageAccessibilityTest`, which opens it in a browser, and `ConsoleRoutesTest` finds
///    its routes.
@NullMarked
package dev.signet.console.pages;

import org.jspecify.annotations.NullMarked;
