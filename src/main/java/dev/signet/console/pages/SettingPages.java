package dev.signet.console.pages;

import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Section;
import dev.signet.web.http.Access;
import dev.signet.web.http.Router;
import java.util.List;

/// The settings in force.
final class SettingPages {
  static final String ALL = "/console/settings";

  record SettingsView(List<EffectiveSetting> settings, String version) {}

  private final PageRenderer pages;
  private final SettingsView view;

  SettingPages(PageRenderer pages, List<EffectiveSetting> settings, String version) {
    this.pages = pages;
    this.view = new SettingsView(List.copyOf(settings), version);
  }

  void mount(Router router) {
    router.get(
        ALL,
        new Access.SignedIn("operators:read"),
        request ->
            pages.show(request, new Page("Settings", Section.SETTINGS, "pages/settings", view)));
  }
}
