package dev.signet.console;

import dev.signet.web.http.Access;
import dev.signet.web.http.Router;
import java.util.List;

/// The settings as they are in force.
final class SettingPages {
  static final String ALL = "/console/settings";

  record SettingsView(List<SettingInForce> settings, String version) {}

  private final Pages pages;
  private final SettingsView view;

  SettingPages(Pages pages, List<SettingInForce> settings, String version) {
    this.pages = pages;
    this.view = new SettingsView(List.copyOf(settings), version);
  }

  void mount(Router router) {
    router.get(
        ALL,
        new Access.SignedIn("operators:read"),
        request -> pages.show(request, new Page("Settings", Section.SETTINGS, "settings", view)));
  }
}
