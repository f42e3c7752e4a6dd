/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import io.ttlog.storage.column.ColumnType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An expression as written. Two are equal when they are written alike, whatever their {@link Place}. */
public sealed interface Expr {
    /** Where it stands. */
    Place place();

    /** A value: Long, Double, Boolean, String or null; {@code ANY} is the type of NULL. */
    record Literal(Place place, ColumnType type, @Nullable Object value) implements Expr {}

    /**
     * A name with dots. Unquoted names match without regard to case where only case tells them apart from a column.
     *
     * @param parts between the dots
     * @param quoted whether the first part was in double quotes
     * @param subscript whether the last part was given as {@code ['key']}
     */
    record Name(Place place, List<String> parts, boolean quoted, boolean subscript) implements Expr {
        /** The parts with dots between. */
        public String dotted() {
            return String.join(".", parts);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Name name
                    && subscript == name.subscript
                    && (parts.equals(name.parts) || bothFixed(name));
        }

        private boolean bothFixed(Name other) {
            return !quoted
                    && !other.quoted
                    && dotted().equalsIgnoreCase(other.dotted())
                    && TableNames.isFixedColumn(dotted());
        }

        @Override
        public int hashCode() {
            return dotted().toLowerCase(Locale.ROOT).hashCode();
        }
    }

    /**
     * {@code *} as a SELECT item.
     *
     * @param table whose columns; null for those of all
     */
    record Star(Place place, @Nullable String table) implements Expr {}

    /** {@code (query)} as a value: of one row and one column. */
    record Subquery(Place place, Query query) implements Expr {}

    /** {@code EXISTS (query)}. */
    record Exists(Place place, Query query) implements Expr {}

    /** {@code x [NOT] IN (query)}. */
    record InQuery(Place place, Expr operand, Query query, boolean negated) implements Expr {}

    /** {@code f(...) OVER window}. */
    record Windowed(Place place, Call call, Select.Window window) implements Expr {}

    /** {@code -x}. */
    record Negate(Place place, Expr operand) implements Expr {}

    /** {@code NOT x}. */
    record Not(Place place, Expr operand) implements Expr {}

    /** {@code a AND b AND c}, or OR; flat, so that long chains are not deep. */
    record Logical(Place place, boolean and, List<Expr> operands) implements Expr {}

    /** {@code + - * / %} or {@code ||}. */
    record Arithmetic(Place place, String operator, Expr left, Expr right) implements Expr {}

    /** A comparison. */
    record Comparison(Place place, Operator operator, Expr left, Expr right) implements Expr {
        /** How to compare. */
        public enum Operator {
            /** {@code =}. */
            EQUAL("="),
            /** {@code <>}. */
            NOT_EQUAL("<>"),
            /** Less. */
            LESS("<"),
            /** Less or equal. */
            LESS_OR_EQUAL("<="),
            /** Greater. */
            GREATER(">"),
            /** Greater or equal. */
            GREATER_OR_EQUAL(">="),
            /** Unequal, where NULL is a value equal to itself. */
            DISTINCT("IS DISTINCT FROM"),
            /** Equal, where NULL is a value equal to itself. */
            NOT_DISTINCT("IS NOT DISTINCT FROM");

            private final String symbol;

            Operator(String symbol) {
                this.symbol = symbol;
            }

            /** As in SQL. */
            public String symbol() {
                return symbol;
            }

            /** The operator that says the same with the operands exchanged. */
            public Operator mirrored() {
                return switch (this) {
                    case LESS -> GREATER;
                    case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
                    case GREATER -> LESS;
                    case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
                    default -> this;
                };
            }
        }
    }

    /** {@code x IS [NOT] NULL}. */
    record IsNull(Place place, Expr operand, boolean negated) implements Expr {}

    /** {@code x [NOT] IN (a, b)}. */
    record InList(Place place, Expr operand, List<Expr> list, boolean negated) implements Expr {}

    /** {@code x [NOT] BETWEEN low AND high}. */
    record Between(Place place, Expr operand, Expr low, Expr high, boolean negated) implements Expr {}

    /** {@code x [NOT] LIKE pattern [ESCAPE c]}, or ILIKE. */
    record Like(
            Place place,
            Expr operand,
            Expr pattern,
            @Nullable Expr escape,
            boolean ignoreCase,
            boolean negated) implements Expr {}

    /** {@code CASE [operand] WHEN when THEN then ... [ELSE otherwise] END}. */
    record Case(
            Place place,
            @Nullable Expr operand,
            List<When> whens,
            @Nullable Expr otherwise) implements Expr {}

    /** One branch of a {@link Case}. */
    record When(Expr when, Expr then) {}

    /** {@code CAST(x AS type)} or {@code x::type}. */
    record Cast(Place place, Expr operand, ColumnType type) implements Expr {}

    /**
     * A function or an aggregate.
     *
     * @param function in lower case
     * @param star whether the argument is {@code *}
     * @param filter of {@code FILTER (WHERE ...)}
     */
    record Call(
            Place place,
            String function,
            List<Expr> arguments,
            boolean distinct,
            boolean star,
            @Nullable Expr filter) implements Expr {}
}
