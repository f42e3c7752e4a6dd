/* SPDX-License-Identifier: Apache-2.0 */
/**
 * One record of a source, before it becomes an event: named values ({@link io.ttlog.cli.record.SourceRecord}), the columns
 * that they can go to ({@link io.ttlog.cli.record.Column}), and what becomes of records that cannot be used
 * ({@link io.ttlog.cli.record.Rejections}).
 *
 * <p>Vocabulary: a <em>field</em> is a named value of a source, a <em>column</em> one that every row of a table has, an
 * <em>attribute</em> a field that went to no column. Nothing here is safe for threads: an import is one thread.
 */
@NullMarked
package io.ttlog.cli.record;

import org.jspecify.annotations.NullMarked;
