/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.storage.wire.Finding;
import java.util.List;

/**
 * The outcome of reading everything.
 *
 * @param damage what cannot be right
 * @param notes what a killed process leaves behind and the next writer cleans up
 * @param rows that were read, decoded and found sound
 * @param files that were read
 */
public record VerifyReport(List<Finding> damage, List<Finding> notes, long rows, int files) {}
