/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import java.util.List;

/**
 * What was restored.
 *
 * @param segments number of them
 * @param bytes that were written, logs included
 * @param leftOut files in the backup that its manifest does not name, and that were not restored
 * @param verified the outcome of reading all of the restored store afterwards
 */
public record RestoreReport(int segments, long bytes, List<String> leftOut, VerifyReport verified) {}
