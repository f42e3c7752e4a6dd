/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.subject;

import io.ttlog.Field;
import io.ttlog.Instrument;
import io.ttlog.Secret;

/** Calls, many times, of methods that allocate nothing themselves. */
public class Many {
    private static final Object TEXT = "text";

    private Many() {}

    @Instrument(name = "fields")
    static long fields(@Field("user_id") long user, @Field("name") String name, @Field("ok") boolean ok) {
        return user + name.length();
    }

    @Instrument(name = "nested")
    static int nested(int depth) {
        return depth == 0 ? 0 : nested(depth - 1);
    }

    @Instrument(name = "measured_many", metrics = true, slowerThan = "1s")
    static int measured(@Field("n") int n) {
        return n;
    }

    @Instrument(name = "secret_many", recordResult = true)
    @Secret
    static int secrets(@Field("pin") @Secret long pin, @Field("card") Object card) {
        return 1;
    }

    @Instrument(name = "result_many", recordResult = true)
    static double results(double value) {
        return value;
    }

    @Instrument(name = "object_many", recordResult = true)
    static Object objects(@Field("object") Object value) {
        return value;
    }

    public static void fieldsMany(int calls) {
        for (int i = 0; i < calls; i++) {
            fields(i, "name", true);
        }
    }

    public static void nestedMany(int calls) {
        for (int i = 0; i < calls; i++) {
            nested(8);
        }
    }

    public static void measuredMany(int calls) {
        for (int i = 0; i < calls; i++) {
            measured(i);
        }
    }

    public static void secretsMany(int calls) {
        Object card = new Shop.GoldCard();
        for (int i = 0; i < calls; i++) {
            secrets(i, card);
        }
    }

    public static void resultsMany(int calls) {
        for (int i = 0; i < calls; i++) {
            results(i);
        }
    }

    public static void objectsMany(int calls) {
        for (int i = 0; i < calls; i++) {
            objects(TEXT);
        }
    }
}
