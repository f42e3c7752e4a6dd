/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

/**
 * What a backup did.
 *
 * @param kept segments that an earlier backup has brought there
 * @param linked segments that share their bytes with the store
 * @param copied segments that were written
 * @param bytes that were written, logs included
 * @param removed files of the earlier backup that are no longer part of the store
 * @param verified the outcome of reading all of the target afterwards
 */
public record BackupReport(int kept, int linked, int copied, long bytes, int removed, VerifyReport verified) {}
