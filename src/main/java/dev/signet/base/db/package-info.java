/// The pool, transactions, group commit, migrations: what every room's store stands on.
@NullMarked
package dev.signet.base.db;

import org.jspecify.annotations.NullMarked;
