/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expression over one TEXT column, evaluated once per dictionary entry instead of once per row. An entry more stands for
 * NULL. While fewer rows were seen than the dictionary has entries, rows are evaluated directly: the cost is at most twice
 * that of the better road, whatever the sizes.
 */
public final class PerDictionaryEntry extends Expression {
    private final Expression inner;
    private final int column;

    /** The dictionary of the last batch, and how many rows with it were evaluated. */
    private String @Nullable [] dictionary;

    private long rowsOfDictionary;
    private @Nullable Vector valuesOfDictionary;

    private PerDictionaryEntry(Expression inner, int column) {
        super(inner.type());
        this.inner = inner;
        this.column = column;
    }

    /** The same expression, with every largest part that depends on one TEXT column alone, and cannot fail, wrapped. */
    public static Expression wrap(Expression expression) {
        if (expression instanceof Column || expression instanceof Constant) {
            return expression;
        }
        int column = expression.canFail() ? -1 : onlyTextColumn(expression);
        if (column >= 0) {
            return new PerDictionaryEntry(expression, column);
        }
        List<Expression> inputs = new ArrayList<>();
        for (Expression input : expression.inputs()) {
            inputs.add(wrap(input));
        }
        return expression.with(inputs);
    }

    /** The one column that the expression needs, when it is one and of TEXT; else -1 for none, -2 for others. */
    private static int onlyTextColumn(Expression expression) {
        if (expression instanceof Column column) {
            return column.type() == ColumnType.TEXT ? column.index() : -2;
        }
        int only = -1;
        for (Expression input : expression.inputs()) {
            int index = onlyTextColumn(input);
            if (index == -2 || index >= 0 && only >= 0 && index != only) {
                return -2;
            }
            only = Math.max(only, index);
        }
        return only;
    }

    @Override
    public List<Expression> inputs() {
        return List.of(inner);
    }

    @Override
    public Expression with(List<Expression> inputs) {
        return new PerDictionaryEntry(inputs.get(0), column);
    }

    @Override
    public Vector evaluate(Rows rows) {
        TextVector texts = (TextVector) rows.column(column);
        String[] entries = texts.dictionary();
        if (!isSame(entries)) {
            dictionary = entries;
            rowsOfDictionary = 0;
            valuesOfDictionary = null;
        }
        rowsOfDictionary += rows.count();
        if (valuesOfDictionary == null && rowsOfDictionary < entries.length) {
            return inner.evaluate(rows);
        }
        Vector values = valuesOfDictionary;
        if (values == null) {
            values = inner.evaluate(Rows.ofColumn(column, withNull(entries), entries.length + 1));
            valuesOfDictionary = values;
        }
        return Vectors.gather(values, positions(texts, rows.count()), rows.count());
    }

    @SuppressWarnings("ReferenceEquality") // whether it is the same array is the question
    private boolean isSame(String[] entries) {
        return dictionary == entries;
    }

    private static TextVector withNull(String[] entries) {
        int count = entries.length + 1;
        int[] ids = new int[count];
        for (int i = 0; i < entries.length; i++) {
            ids[i] = i;
        }
        boolean[] nulls = new boolean[count];
        nulls[entries.length] = true;
        return new TextVector(ColumnType.TEXT, entries, ids, count, nulls);
    }

    private static int[] positions(TextVector texts, int count) {
        boolean[] nulls = texts.nulls();
        if (nulls == null) {
            return texts.ids();
        }
        int[] ids = texts.ids();
        int[] positions = new int[count];
        int nullPosition = texts.dictionary().length;
        for (int i = 0; i < count; i++) {
            positions[i] = nulls[i] ? nullPosition : ids[i];
        }
        return positions;
    }
}
