/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.column;

import java.util.List;

/**
 * Some rows of a scan: equally long vectors, in the order of the columns asked for.
 *
 * @param rowCount number of rows, at most {@link #ROWS_MAX}
 * @param vectors one a column; may be made when first asked for, so ask in the thread of the scan for those needed only
 */
public record Batch(int rowCount, List<Vector> vectors) {
    /** Most rows of a batch: the vectors of a few columns stay in the second-level cache. */
    public static final int ROWS_MAX = 4096;
}
