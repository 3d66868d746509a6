package dev.signet.console.parts;

import org.jspecify.annotations.Nullable;

/// A page to be shown.
///
/// @param title shown in the browser's tab
/// @param section the section of the page; null for a page outside the navigation
/// @param template its file in `src/main/jte`, without the ending
/// @param view the data for the template, its parameter `view`
public record Page(String title, @Nullable Section section, String template, Object view) {}
