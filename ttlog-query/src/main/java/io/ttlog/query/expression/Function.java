/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.util.List;

/** A function of whole vectors that looks at each row by itself; unless {@link #fallible}, it cannot fail. */
public final class Function extends Expression {
    private final String name;
    private final List<Expression> arguments;
    private final Kernel kernel;
    private final boolean fallible;

    /** A function by its kernel. */
    public Function(String name, ColumnType type, List<Expression> arguments, Kernel kernel) {
        this(name, type, arguments, kernel, false);
    }

    private Function(String name, ColumnType type, List<Expression> arguments, Kernel kernel, boolean fallible) {
        super(type);
        this.fallible = fallible;
        this.name = name;
        this.arguments = List.copyOf(arguments);
        this.kernel = kernel;
    }

    /** A function that a value can make throw. */
    public static Function fallible(String name, ColumnType type, List<Expression> arguments, Kernel kernel) {
        return new Function(name, type, arguments, kernel, true);
    }

    @Override
    public boolean canFail() {
        return fallible || super.canFail();
    }

    /** Its name in SQL, or what stands for one. */
    public String name() {
        return name;
    }

    @Override
    public List<Expression> inputs() {
        return arguments;
    }

    @Override
    public Expression with(List<Expression> inputs) {
        return new Function(name, type(), inputs, kernel, fallible);
    }

    @Override
    public Vector evaluate(Rows rows) {
        return kernel.apply(evaluateInputs(rows), rows.count());
    }

    @Override
    public String toString() {
        return name + arguments;
    }

    /** What a {@link Function} does. */
    @FunctionalInterface
    public interface Kernel {
        /** A vector of the function's type; the arguments may be longer than {@code count}. */
        Vector apply(Vector[] arguments, int count);
    }
}
