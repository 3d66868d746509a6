package dev.signet.console.parts;

import org.jspecify.annotations.Nullable;

/// One page to be shown.
///
/// @param title stands in the browser's tab
/// @param section that it belongs to; none for pages outside the navigation
/// @param template its file in `src/main/jte`, without the ending
/// @param view what the template shows, as its parameter `view`
public record Page(String title, @Nullable Section section, String template, Object view) {}
