/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.examples;

import static io.ttlog.TTLog.atWarn;
import static io.ttlog.TTLog.debug;
import static io.ttlog.TTLog.error;
import static io.ttlog.TTLog.info;

import io.ttlog.Level;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.io.IOException;

/** Log events: levels, fields by holes and by name, an exception, and what is off. */
final class Logs {
    private Logs() {}

    public static void main(String[] args) {
        TTLogSession session = TTLog.init().service("orders").level(Level.INFO).start();
        try (session) {
            // Holes become columns: order_id is a number in the store and text in the message.
            info("Order {order_id} of {amount} EUR received", 4711L, 99.5);

            // Off at this level: the supplier is never asked.
            debug("The whole basket: {basket}", Logs::renderBasket);

            // Fields that the message does not show.
            atWarn().with("order_id", 4711L)
                    .with("attempt", 2)
                    .with("provider", "acme")
                    .log("Payment is slow");

            try {
                pay();
            } catch (IOException e) {
                error("Order {order_id} was not paid", 4711L, e); // the last argument: type, message, frames, causes
            }

            TTLog.query("SELECT level, message, attempt, provider FROM logs WHERE order_id = 4711 ORDER BY timestamp")
                    .forEach(System.out::println);
        }
    }

    private static String renderBasket() {
        throw new IllegalStateException("asked although DEBUG is off");
    }

    private static void pay() throws IOException {
        throw new IOException("acme does not answer");
    }
}
