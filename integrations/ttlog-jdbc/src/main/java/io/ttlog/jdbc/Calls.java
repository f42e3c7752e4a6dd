/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.jdbc;

import io.ttlog.TTLogException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An interface of JDBC before an object that has some of its methods, as public ones of the same name and parameters. A call
 * with the label of a column becomes that with its index, the others are refused. Costs a reflective call each.
 */
final class Calls implements InvocationHandler {
    /** What has methods of an interface. */
    interface Target {
        /** The answer to a call that this object has no method for; refuses it. */
        default @Nullable Object missing(Method method) throws SQLException {
            throw new SQLFeatureNotSupportedException("a store of ttlog is read only and has no use for "
                    + method.getDeclaringClass().getSimpleName() + "." + method.getName());
        }
    }

    /** What has columns with labels. */
    interface Labelled extends Target {
        /** The index of a column, from 1. */
        int findColumn(String label) throws SQLException;
    }

    /** A method of the target, or none; and whether its first parameter is an index where the interface has a label. */
    private record Found(@Nullable Method method, boolean byLabel) {}

    /** By the method of the interface and the target's class; bounded by the methods of JDBC. */
    private static final Map<Class<?>, Map<Method, Found>> FOUND = new ConcurrentHashMap<>();

    private final Class<?> type;
    private final Target target;
    private final Map<Method, Found> found;

    private Calls(Class<?> type, Target target) {
        this.type = type;
        this.target = target;
        this.found = FOUND.computeIfAbsent(target.getClass(), each -> new ConcurrentHashMap<>());
    }

    /** The target as an interface of JDBC. */
    static <T> T as(Class<T> type, Target target) {
        return type.cast(
                Proxy.newProxyInstance(Calls.class.getClassLoader(), new Class<?>[] {type}, new Calls(type, target)));
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        @Nullable Object[] given = arguments == null ? new Object[0] : arguments;
        switch (method.getName()) {
            case "equals" -> {
                return self == given[0];
            }
            case "hashCode" -> {
                return System.identityHashCode(target);
            }
            case "isWrapperFor" -> {
                return ((Class<?>) given[0]).isInstance(self);
            }
            case "unwrap" -> {
                return unwrap(self, (Class<?>) given[0]);
            }
            default -> {
                return call(method, given);
            }
        }
    }

    private Object unwrap(Object self, Class<?> wanted) throws SQLException {
        if (!wanted.isInstance(self)) {
            throw new SQLException("this is a " + type.getSimpleName() + " and nothing of " + wanted.getName());
        }
        return self;
    }

    private @Nullable Object call(Method method, @Nullable Object[] arguments) throws Throwable {
        Found mine = found.computeIfAbsent(method, this::find);
        Method called = mine.method;
        if (called == null) {
            return method.getDeclaringClass() == Object.class
                    ? "ttlog's " + type.getSimpleName()
                    : target.missing(method);
        }
        if (mine.byLabel) {
            arguments[0] = ((Labelled) target).findColumn((String) arguments[0]);
        }
        try {
            return called.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw cause instanceof TTLogException known ? translated(known) : cause == null ? e : cause;
        }
    }

    private Found find(Method method) {
        Class<?>[] parameters = method.getParameterTypes();
        Method same = find(method.getName(), parameters);
        if (same != null || parameters.length == 0 || parameters[0] != String.class || !(target instanceof Labelled)) {
            return new Found(same, false);
        }
        Class<?>[] byIndex = Arrays.copyOf(parameters, parameters.length);
        byIndex[0] = int.class;
        return new Found(find(method.getName(), byIndex), true);
    }

    private @Nullable Method find(String name, Class<?>[] parameters) {
        for (Method each : target.getClass().getDeclaredMethods()) {
            if (each.getName().equals(name) && Arrays.equals(each.getParameterTypes(), parameters)) {
                return each;
            }
        }
        return null;
    }

    /** Public methods of a target that are not of its interface, nor of what a target is. */
    static List<String> strangers(Class<?> type, Class<? extends Target> target) {
        List<String> strangers = new ArrayList<>();
        for (Method each : target.getDeclaredMethods()) {
            try {
                type.getMethod(each.getName(), each.getParameterTypes());
            } catch (NoSuchMethodException e) {
                if (Modifier.isPublic(each.getModifiers()) && !each.getName().equals("missing")) {
                    strangers.add(each.toString());
                }
            }
        }
        return strangers;
    }

    /** With the SQLSTATE that tells clients what kind of failure it is. */
    static SQLException translated(TTLogException e) {
        String state = switch (e.code()) {
            case SQL_SYNTAX -> "42601";
            case SQL_SEMANTIC -> "42000";
            case QUERY_LIMIT -> "54000";
            default -> "58000"; // a system error: a store that cannot be read, or is damaged
        };
        return new SQLException(e.getMessage(), state, e);
    }
}
