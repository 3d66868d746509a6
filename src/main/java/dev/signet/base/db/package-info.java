/// The database: pool, transactions, group commit, migrations. The stores of all rooms use it.
@NullMarked
package dev.signet.base.db;

import org.jspecify.annotations.NullMarked;
