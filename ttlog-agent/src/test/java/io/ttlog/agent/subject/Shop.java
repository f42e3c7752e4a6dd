/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.subject;

import io.ttlog.Field;
import io.ttlog.Instrument;
import io.ttlog.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Methods of every kind. */
public class Shop {
    /** What a span with a {@code slowerThan} must not see. */
    public static class Leaky {
        @Override
        public String toString() {
            throw new IllegalStateException("somebody looked");
        }
    }

    @Secret
    public static class Card extends Leaky {}

    public static class GoldCard extends Card {}

    public static class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        public Failure(String message) {
            super(message);
        }
    }

    @Instrument(name = "pay")
    public static long pay(
            @Field("user_id") long user,
            @Field("amount") double amount,
            @Field("express") boolean express,
            @Field("size") char size,
            @Field("items") int items,
            @Field("factor") float factor,
            @Field("small") short small,
            @Field("tiny") byte tiny,
            @Field("note") @Nullable String note,
            long notRecorded) {
        long sum = user;
        for (int i = 0; i < items; i++) {
            double weight = amount * i;
            if (weight > 1) {
                String text = note + i;
                sum += text.length();
            }
        }
        return sum + notRecorded;
    }

    @Instrument
    static String byDefault(@Field String parameterName) {
        return parameterName + "!";
    }

    @Instrument(name = "secrets", recordResult = true)
    @Secret
    static Leaky secrets(
            @Field("password") @Secret Leaky password,
            @Secret long pin,
            @Field("card") Object card,
            @Field("gold") Card gold) {
        return new Leaky();
    }

    @Instrument(name = "card", recordResult = true)
    static Card card() {
        return new GoldCard();
    }

    @Instrument(name = "secret_number", recordResult = true)
    @Secret
    static double secretNumber() {
        return 4.5;
    }

    @Instrument(name = "fails")
    static int fails(int depth) throws Failure {
        if (depth == 0) {
            throw new Failure("no more");
        }
        try {
            return fails(depth - 1);
        } catch (IllegalStateException never) {
            return 0;
        }
    }

    @Instrument(name = "catches")
    static int catches() {
        try {
            return Integer.parseInt("x");
        } catch (NumberFormatException expected) {
            return -1;
        } finally {
            Math.abs(1);
        }
    }

    @Instrument(name = "down")
    static int down(@Field("n") int n) {
        return n == 0 ? 0 : 1 + down(n - 1);
    }

    @Instrument(name = "empty")
    static void empty() {}

    @Instrument(name = "loops")
    static void loops() {
        throw new IllegalArgumentException("at once");
    }

    @Instrument(name = "int_result", recordResult = true)
    static int intResult() {
        return 7;
    }

    @Instrument(name = "long_result")
    @Field("total")
    static long longResult(boolean early) {
        if (early) {
            return 1L << 40;
        }
        long late = System.nanoTime();
        return late == 0 ? late : 2;
    }

    @Instrument(name = "double_result", recordResult = true)
    static double doubleResult() {
        return 1.5;
    }

    @Instrument(name = "float_result", recordResult = true)
    static float floatResult() {
        return 2.5f;
    }

    @Instrument(name = "boolean_result", recordResult = true)
    static boolean booleanResult() {
        return true;
    }

    @Instrument(name = "char_result", recordResult = true)
    static char charResult() {
        return 'x';
    }

    @Instrument(name = "text_result", recordResult = true)
    static String textResult() {
        return "text";
    }

    @Instrument(name = "array_result", recordResult = true)
    static byte[] arrayResult() {
        return new byte[] {1, 2};
    }

    @Instrument(name = "null_result", recordResult = true)
    static @Nullable List<String> nullResult() {
        return null;
    }

    @Instrument(name = "void_result", recordResult = true)
    static void voidResult() {}

    @Instrument(name = "private")
    private int secretly(@Field("n") long n, @Field("d") double d, @Field("s") String s) {
        return (int) (n + d + s.length());
    }

    @Instrument(name = "synchronized")
    synchronized int inTurn() {
        synchronized (Shop.class) {
            return 3;
        }
    }

    @Instrument(name = "generic", recordResult = true)
    <T extends Comparable<T>> T larger(@Field("a") T a, @Field("b") T b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    @Instrument(name = "lambdas")
    static List<Integer> lambdas(@Field("factor") int factor) {
        Function<Integer, Integer> times = n -> n * factor;
        List<Integer> all = new ArrayList<>();
        List.of(1, 2, 3).forEach(n -> all.add(times.apply(n)));
        return all;
    }

    @Instrument(name = "switches")
    static String switches(Object value) {
        long wide = 1;
        String text = switch (String.valueOf(value)) {
            case "a" -> "first";
            case "b" -> {
                double other = wide * 2.0;
                yield "second" + other;
            }
            default -> value instanceof Long number && number > wide ? "long" : "other";
        };
        return text + wide;
    }

    @Instrument(name = "slow_only", slowerThan = "10s")
    static void slowOnly(boolean fail) {
        if (fail) {
            throw new IllegalStateException("fast, but failed");
        }
    }

    @Instrument(name = "slow_never", slowerThan = "1ns")
    static void slowAlways() {
        Math.sqrt(System.nanoTime());
    }

    @Instrument(name = "measured", metrics = true)
    static int measured(boolean fail) {
        if (fail) {
            throw new IllegalStateException("measured");
        }
        return 1;
    }

    /** Between this and the woven code there is one that the compiler makes. */
    public interface Pricing<T> extends Supplier<T> {
        T price(T of);

        @Instrument(name = "default_method")
        default int twice(@Field("n") int n) {
            return n * 2;
        }

        @Instrument(name = "static_of_interface")
        static int once(int n) {
            return n;
        }
    }

    public static class Euro implements Pricing<Integer> {
        @Override
        @Instrument(name = "price", recordResult = true)
        public Integer price(@Field("of") Integer of) {
            return of + 1;
        }

        @Override
        @Instrument(name = "get")
        public Integer get() {
            return 5;
        }
    }

    public record Order(long id, String name) {
        @Instrument(name = "new_order")
        public Order {
            if (id < 0) {
                throw new IllegalArgumentException("negative");
            }
        }

        @Instrument
        public String label() {
            return id + name;
        }
    }

    public static class Base {
        protected final long given;

        Base(long given) {
            this.given = given;
        }
    }

    public static class Built extends Base {
        final String text;

        @Instrument
        public Built(@Field("n") int n, String text) {
            super(n > 2 ? new StringBuilder(new String("abc")).length() : n == 0 ? thrown() : n * 2L);
            for (int i = 0; i < n; i++) {
                if (i == 5) {
                    throw new IllegalStateException("too large");
                }
            }
            this.text = text == null ? "none" : text;
        }

        @Instrument(name = "by_this")
        public Built(String text) {
            this(1, text);
        }

        private static long thrown() {
            throw new IllegalArgumentException("before super");
        }
    }

    /** Its constructor has a parameter that is not written. */
    public class Inner {
        final long sum;

        @Instrument(name = "inner")
        public Inner(@Field("a") long a, @Field("b") String b) {
            sum = a + b.length() + inTurn();
        }
    }

    public enum Size {
        SMALL(1),
        LARGE(2);

        final int liters;

        @Instrument(name = "size")
        Size(@Field("liters") int liters) {
            this.liters = liters;
        }
    }

    // What the tests call: only what stands in this class may call what is private.

    public static int callPrivate() {
        return new Shop().secretly(1, 2.5, "three");
    }

    public static int callInTurn() {
        return new Shop().inTurn();
    }

    public static String callGeneric() {
        return new Shop().larger("a", "b") + new Shop().larger(2L, 1L);
    }

    public static int callBridges() {
        Pricing<Integer> pricing = new Euro();
        return pricing.price(1) + pricing.get() + pricing.twice(4) + Pricing.once(1);
    }

    public static String callRecord() {
        Order order = new Order(1, "x");
        return order.id() + order.name() + order.label() + order;
    }

    public static long callInner() {
        return new Shop().new Inner(1, "two").sum;
    }

    public static String callEnum() {
        return Size.LARGE.name() + Size.LARGE.liters;
    }

    public static String callBuilt(int n) {
        Built built = new Built(n, "t");
        return built.given + built.text;
    }

    public static String callBuiltByThis() {
        return new Built("u").text;
    }
}
