/// The console: pages for the people who run the server, made of the same verbs that the API has.
///
/// How a page is made, by the example of [AgentPages]:
///
/// 1. A class `…Pages` gets the front doors it needs and mounts its routes: a list or a form is a
///    `GET`, what changes something a `POST` to the same path, with `Access.SignedIn` and the scope
///    that the API's route has. What cannot be undone takes `Access.SignedInAfresh` on both. The
///    router has then seen to session, scope, freshness, origin and form token; handlers check none
///    of it.
/// 2. What the page shows is a record, `…View`, in that class; the page is a template of the same
///    room in `src/main/jte`, which takes `Frame frame` and that record as `view`, and puts its
///    content into `layout`. `pages.show(request, new Page(title, section, template, view))` is the
///    answer. Times, badges, fields, tables and pagers have templates of their own.
/// 3. A form carries `token`, and comes back as `Filled` when it was refused, with status 422 and
///    nothing lost. When it was done, `pages.goTo(request, path, notice)` leads to where the result
///    stands and says what was done. An answer with a secret is the exception: it is the page
///    itself, made by `pages.showOnce` within `Once`, so that sending twice does nothing twice.
/// 4. Before something is ended, a page of its own says what will end, and offers to cancel.
/// 5. What updates itself is htmx: `hx-get` of the same page with `hx-select`, or of a part below
///    `/console/live/`, which does not keep the session alive. Without a script the page still
///    works.
/// 6. No style and no script within a page: the policy stops them. A chart is SVG with classes.
/// 7. A new part of the console is a line in [Section], mounted in [Console]; a new page is a line
///    in `EveryPageTest`, where it is looked at in a browser, and `ConsoleWalkTest` finds its
///    routes.
@NullMarked
package dev.signet.console.pages;

import dev.signet.console.parts.Section;
import org.jspecify.annotations.NullMarked;
