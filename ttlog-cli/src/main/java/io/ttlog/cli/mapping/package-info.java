/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Turns source records into events: decides which field goes to which column ({@link io.ttlog.cli.mapping.Mapping}), reads the
 * values of columns ({@link io.ttlog.cli.mapping.ColumnValues}) and encodes the event with all other fields as attributes
 * ({@link io.ttlog.cli.mapping.EventWriter}).
 *
 * <p>One rule keeps an import lossless: what a column cannot hold exactly stays an attribute under its own name. One
 * thread. Imports the event format of ttlog-core.
 */
@NullMarked
package io.ttlog.cli.mapping;

import org.jspecify.annotations.NullMarked;
