/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.examples;

import static io.ttlog.TTLog.*;

import io.ttlog.Field;
import io.ttlog.Instrument;
import io.ttlog.Secret;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Spans and metrics by annotations: the build weaves this class (see the pom). */
class Annotated {
    @Instrument(name = "checkout", metrics = true)
    static String checkout(@Field("user_id") long user, @Field("card") @Secret String card) {
        return receipt(price(3), user).toCompletableFuture().join();
    }

    @Instrument(slowerThan = "10s", recordResult = true)
    private static int price(@Field("items") int items) {
        info("{items} items priced", items); // inside the span
        if (items < 1) {
            throw new IllegalArgumentException("nothing to buy");
        }
        return 5 * items;
    }

    @Instrument(name = "receipt") // ends when the stage completes
    static CompletionStage<String> receipt(int euros, @Field("user_id") long user) {
        return CompletableFuture.supplyAsync(() -> euros + " EUR by " + user);
    }

    @SuppressWarnings("try") // the session works by being open
    public static void main(String[] args) {
        try (var session = init().service("shop").console(false).start()) {
            System.out.println(checkout(7, "4111 1111 1111 1111"));
            try {
                price(0);
            } catch (IllegalArgumentException nothing) {
                System.out.println(nothing.getMessage());
            }
            query("SELECT name, user_id, card, error IS NOT NULL AS failed FROM spans ORDER BY name")
                    .forEach(System.out::println);
        }
        try (var session = init().service("shop").console(false).start()) {
            query("SELECT name, \"span\", outcome, value FROM metrics WHERE name = 'method_calls_total' AND value > 0")
                    .forEach(System.out::println);
        }
    }
}
