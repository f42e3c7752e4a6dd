/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.Vector;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows to work on: a batch, or a selection of its rows. A column is gathered into a dense vector when first asked for, so
 * that kernels never see the selection.
 */
public final class Rows {
    private final List<Vector> columns;
    private final int count;
    private final int @Nullable [] selection;
    private final @Nullable Vector[] gathered;

    /** Of calculated rows: those they are calculated from, and how. */
    private final @Nullable Rows inputs;

    private final List<Expression> outputs;

    private Rows(List<Vector> columns, int count, int @Nullable [] selection) {
        this.columns = columns;
        this.count = count;
        this.selection = selection;
        this.gathered = new Vector[columns.size()];
        this.inputs = null;
        this.outputs = List.of();
    }

    private Rows(Rows inputs, List<Expression> outputs) {
        this.columns = List.of();
        this.count = inputs.count;
        this.selection = null;
        this.gathered = new Vector[outputs.size()];
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /** Rows whose columns are calculated from those of others, each when it is first asked for, and only at the rows that are left. */
    public static Rows projected(Rows inputs, List<Expression> outputs) {
        return new Rows(inputs, outputs);
    }

    /** All rows of a batch. */
    public static Rows of(Batch batch) {
        return of(batch.vectors(), batch.rowCount());
    }

    /** Rows of these columns. */
    public static Rows of(List<Vector> columns, int count) {
        return new Rows(columns, count, null);
    }

    /** Rows of which only one column will be asked for. */
    static Rows ofColumn(int index, Vector column, int count) {
        return new Rows(Collections.nCopies(index + 1, column), count, null);
    }

    /** The number of rows. */
    public int count() {
        return count;
    }

    /** The values of a column at these rows. */
    public Vector column(int index) {
        Vector vector = gathered[index];
        if (vector == null && inputs != null) {
            vector = outputs.get(index).evaluate(inputs);
            gathered[index] = vector;
        }
        if (vector == null) {
            int[] positions = selection;
            Vector whole = columns.get(index);
            vector = positions == null ? whole : Vectors.gather(whole, positions, count);
            gathered[index] = vector;
        }
        return vector;
    }

    /** Those of these rows at which the predicate is true: neither false nor null. */
    public Rows where(BooleanVector predicate) {
        boolean[] values = predicate.values();
        boolean[] nulls = predicate.nulls();
        int[] positions = new int[count];
        int selected = 0;
        for (int i = 0; i < count; i++) {
            positions[selected] = i;
            selected += values[i] && (nulls == null || !nulls[i]) ? 1 : 0;
        }
        return selected == count ? this : select(positions, selected);
    }

    /** The rows at the first {@code selected} positions, relative to these rows. */
    public Rows select(int[] positions, int selected) {
        if (inputs != null) {
            Rows selectedRows = new Rows(inputs.select(positions, selected), outputs);
            for (int i = 0; i < gathered.length; i++) {
                Vector known = gathered[i];
                selectedRows.gathered[i] = known == null ? null : Vectors.gather(known, positions, selected);
            }
            return selectedRows;
        }
        int[] outer = selection;
        if (outer == null) {
            return new Rows(columns, selected, positions);
        }
        int[] composed = new int[selected];
        for (int i = 0; i < selected; i++) {
            composed[i] = outer[positions[i]];
        }
        return new Rows(columns, selected, composed);
    }
}
