/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import io.ttlog.ErrorCode;
import io.ttlog.QueryResult;
import io.ttlog.TTLogException;
import io.ttlog.query.exec.Execution;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.query.plan.Plan;
import io.ttlog.query.plan.Planner;
import io.ttlog.query.source.StoreTables;
import io.ttlog.query.source.Tables;
import io.ttlog.query.sql.Parameters;
import io.ttlog.query.sql.Parser;
import io.ttlog.query.sql.SqlSource;
import io.ttlog.query.sql.Statement;
import io.ttlog.storage.Snapshot;
import java.time.Clock;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Answers SQL about tables. Immutable; safe for all threads. */
public final class SqlEngine {
    private final Clock clock;
    private final QueryLimits limits;

    /**
     * An engine.
     *
     * @param clock read once per query, for now()
     * @param limits of each query
     */
    public SqlEngine(Clock clock, QueryLimits limits) {
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * Runs one query about a snapshot of the store on the caller's thread.
     *
     * @throws TTLogException SQL_SYNTAX or SQL_SEMANTIC, pointing at the character; QUERY_LIMIT naming the limit
     */
    public QueryResult query(Snapshot snapshot, String sql) {
        return query(new StoreTables(snapshot), sql);
    }

    /**
     * Runs one query about any tables on the caller's thread.
     *
     * @throws TTLogException as of a snapshot
     */
    public QueryResult query(Tables tables, String sql) {
        return query(tables, sql, Parameters.NONE);
    }

    /**
     * Runs one query about any tables on the caller's thread. Interrupt the thread to cancel it: it fails with QUERY_LIMIT
     * within a batch of rows, and the thread stays interrupted. A thread that was interrupted before may ask.
     *
     * @param parameters what {@code ?} and {@code :name} stand for
     * @throws TTLogException as of a snapshot
     */
    public QueryResult query(Tables tables, String sql, Parameters parameters) {
        return query(tables, sql, parameters, () -> false);
    }

    /**
     * The same of a query that another thread may cancel.
     *
     * @param cancelled asked once for each batch of rows; when true, the query fails with QUERY_LIMIT
     * @throws TTLogException as of a snapshot
     */
    public QueryResult query(Tables tables, String sql, Parameters parameters, BooleanSupplier cancelled) {
        long startNanos = System.nanoTime();
        SqlSource source = new SqlSource(sql, parameters);
        try {
            Statement statement = Parser.parse(source);
            Instant now = clock.instant();
            long nowNanos = Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
            Execution execution = new Execution(tables, limits, startNanos, statement, cancelled);
            Plan plan = Planner.plan(source, statement.query(), tables, nowNanos, execution);
            return execution.finish(plan);
        } catch (StackOverflowError e) {
            // The depth of trees is bounded, but a caller may leave us next to no stack; nothing of ours is half done.
            throw new TTLogException(
                    ErrorCode.QUERY_LIMIT,
                    "the query is nested too deeply for the stack of thread "
                            + Thread.currentThread().getName() + "; simplify it, or give the thread more stack",
                    e);
        }
    }
}
