/// The pool, transactions, group commit, migrations: what every room's store stands on.
@NullMarked
package dev.signet.db;

import org.jspecify.annotations.NullMarked;
