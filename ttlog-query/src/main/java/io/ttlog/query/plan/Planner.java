/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.source.Tables;
import io.ttlog.query.sql.Query;
import io.ttlog.query.sql.SqlSource;

/** Plans queries. Stateless. */
public final class Planner {
    private Planner() {}

    /**
     * Plans a query over tables.
     *
     * @param nowNanos what now() is
     * @param runner runs the subqueries in expressions, whose answers are constants of the plan
     * @throws io.ttlog.TTLogException SQL_SEMANTIC, pointing at what does not fit
     */
    public static Plan plan(SqlSource source, Query query, Tables tables, long nowNanos, Answer.Runner runner) {
        return Pushdown.of(new QueryPlanner(source, tables, nowNanos, runner).planNested(query, null));
    }
}
