/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.storage.column.Vector;
import java.util.List;

/** The rows of a subquery. */
public record Answer(List<Vector> columns, int rowCount) {
    /** Runs plans of subqueries while the query around them is planned. */
    @FunctionalInterface
    public interface Runner {
        /** All rows of the plan. */
        Answer run(Plan plan);
    }
}
