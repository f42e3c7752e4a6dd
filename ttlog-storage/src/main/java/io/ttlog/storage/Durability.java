/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

/** When events are brought from WRITTEN, which survives the end of the process, to SYNCED, which survives a loss of power. */
public enum Durability {
    /** When somebody flushes, when others are synced, or when they are sealed. */
    NONE,
    /** Within {@link StoreOptions#syncEvery}. */
    INTERVAL,
    /** Before they count as stored; all events of a batch share one sync. */
    EACH
}
