/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.util.List;

/** {@code text LIKE pattern}, or ILIKE. */
public final class Like extends Expression {
    private final Expression text;
    private final Expression pattern;
    private final int escape;
    private final boolean ignoreCase;

    /**
     * A match of TEXT with TEXT.
     *
     * @param escape the code point that takes the next one literally, or -1 for none
     */
    public Like(Expression text, Expression pattern, int escape, boolean ignoreCase) {
        super(ColumnType.BOOLEAN);
        this.text = text;
        this.pattern = pattern;
        this.escape = escape;
        this.ignoreCase = ignoreCase;
    }

    /** What is matched. */
    public Expression text() {
        return text;
    }

    /** What it is matched with. */
    public Expression pattern() {
        return pattern;
    }

    /** The code point that takes the next one literally, or -1 for none. */
    public int escape() {
        return escape;
    }

    /** Whether this is ILIKE. */
    public boolean ignoreCase() {
        return ignoreCase;
    }

    @Override
    public List<Expression> inputs() {
        return List.of(text, pattern);
    }

    @Override
    public Expression with(List<Expression> inputs) {
        return new Like(inputs.get(0), inputs.get(1), escape, ignoreCase);
    }

    @Override
    public Vector evaluate(Rows rows) {
        return TextMatch.like(text.evaluate(rows), pattern.evaluate(rows), rows.count(), escape, ignoreCase);
    }
}
