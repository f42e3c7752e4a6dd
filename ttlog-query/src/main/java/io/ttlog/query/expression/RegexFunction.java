/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import io.ttlog.query.regex.Regex;
import io.ttlog.query.regex.RegexMatcher;
import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function of a text and a regular expression that is the same for all rows. */
public final class RegexFunction extends Expression {
    private final String name;
    private final Expression text;
    private final Regex regex;
    private final int[] groups;
    private final @Nullable Body body;
    private final RegexMatcher matcher;

    /** What is made of one text. */
    @FunctionalInterface
    public interface Body {
        /** The value, as {@link Vector#boxed} has it. */
        @Nullable
        Object apply(RegexMatcher matcher, String text);
    }

    private RegexFunction(
            String name, ColumnType type, Expression text, Regex regex, int[] groups, @Nullable Body body) {
        super(type);
        this.name = name;
        this.text = text;
        this.regex = regex;
        this.groups = groups;
        this.body = body;
        this.matcher = regex.matcher(groups);
    }

    /** Whether a text has a match. */
    public static RegexFunction matches(String name, Expression text, Regex regex) {
        return new RegexFunction(name, ColumnType.BOOLEAN, text, regex, new int[] {0}, null);
    }

    /**
     * What the body makes of each text.
     *
     * @param groups those whose bounds the body asks for
     */
    public static RegexFunction of(
            String name, ColumnType type, Expression text, Regex regex, int[] groups, Body body) {
        return new RegexFunction(name, type, text, regex, groups.clone(), body);
    }

    /** Whether it asks for a match only. */
    public boolean isMatch() {
        return body == null;
    }

    /** What is searched. */
    public Expression text() {
        return text;
    }

    /** What is searched for. */
    public Regex regex() {
        return regex;
    }

    @Override
    public List<Expression> inputs() {
        return List.of(text);
    }

    @Override
    public Expression with(List<Expression> inputs) {
        return new RegexFunction(name, type(), inputs.get(0), regex, groups, body);
    }

    /** Output is bounded by the row's own text, or else by an error. */
    @Override
    public boolean canFail() {
        return body != null && type() != ColumnType.BOOLEAN || super.canFail();
    }

    @Override
    public Vector evaluate(Rows rows) {
        Vector vector = text.evaluate(rows);
        TextVector texts = (TextVector) vector;
        int count = rows.count();
        Body function = body;
        if (function == null) {
            boolean[] found = new boolean[count];
            for (int row = 0; row < count; row++) {
                found[row] = !texts.isNull(row) && matcher.isFound(texts.text(row));
            }
            return new BooleanVector(found, count, texts.nulls());
        }
        ColumnBuilder builder = new ColumnBuilder(type(), count);
        for (int row = 0; row < count; row++) {
            builder.appendBoxed(texts.isNull(row) ? null : function.apply(matcher, texts.text(row)));
        }
        return builder.build();
    }

    @Override
    public String toString() {
        return name + "(" + text + ", " + regex + ")";
    }
}
