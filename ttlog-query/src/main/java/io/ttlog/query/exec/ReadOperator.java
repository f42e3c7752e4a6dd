/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.expression.Rows;
import io.ttlog.query.plan.Plan;
import io.ttlog.query.source.ScanCounts;
import io.ttlog.query.source.Table;
import io.ttlog.storage.column.Batch;
import org.jspecify.annotations.Nullable;

/** Scans a table. */
final class ReadOperator extends Operator {
    private final Plan.Read read;
    private Table.@Nullable Cursor cursor;
    private ScanCounts counts = ScanCounts.NONE;
    private boolean closed;

    ReadOperator(QueryRun run, Plan.Read read) {
        super(run);
        this.read = read;
        run.opened(this);
    }

    Plan.Read read() {
        return read;
    }

    @Override
    @Nullable
    Rows advance() {
        if (read.isNone()) {
            return null;
        }
        run().check();
        Table.Cursor open = cursor;
        if (open == null) {
            open = read.table().scan(read.wanted());
            cursor = open;
        }
        Batch batch = open.next();
        return batch == null ? null : Rows.of(batch);
    }

    ScanCounts counts() {
        Table.Cursor open = cursor;
        return open == null || closed ? counts : open.counts();
    }

    @Override
    String notes() {
        ScanCounts found = counts();
        if (found.equals(ScanCounts.NONE)) {
            return "";
        }
        int pruned = found.groupsOutside() + found.groupsByZone() + found.groupsByFilter();
        return "segments " + found.segments() + " of " + (found.segments() + found.segmentsPruned())
                + ", row groups " + found.groups() + " of " + (found.groups() + pruned) + ", chunks "
                + found.chunks();
    }

    @Override
    public void close() {
        Table.Cursor open = cursor;
        if (open != null && !closed) {
            counts = open.counts();
            run().scanned(rows(), counts);
            open.close();
        }
        closed = true;
    }
}
