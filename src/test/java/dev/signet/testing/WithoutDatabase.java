package dev.signet.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/// Marks tests that would do the very same over the other database, as they use none, or start a
/// server that always has its own SQLite file. `make check` runs them once, with SQLite.
/// `ArchitectureTest` sees that none of them uses [TestDatabase].
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("without-database")
public @interface WithoutDatabase {}
