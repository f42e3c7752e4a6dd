/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The store: {@code Store} writes, {@link io.ttlog.storage.Snapshot} reads. An event is appended to the
 * log, kept in the memtable, and sealed into columnar segments that the manifest names (RFC-0002).
 */
@NullMarked
package io.ttlog.storage;

import org.jspecify.annotations.NullMarked;
