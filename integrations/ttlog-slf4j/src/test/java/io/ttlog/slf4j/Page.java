/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.slf4j;

import io.ttlog.Level;
import io.ttlog.TTLog;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The code of docs/slf4j.md, as it stands there: a program, which {@link PageTest} runs. */
final class Page {
    private Page() {}

    @SuppressWarnings("try") // the session is there to be closed
    public static void main(String[] args) {
        try (var session = TTLog.init()
                .service("shop")
                .level(Level.DEBUG)
                .level("org.hibernate", Level.WARN)
                .start()) {
            Logger logger = LoggerFactory.getLogger("shop.Orders");
            MDC.put("request", "r-4711");
            logger.info("Order {} of {} received", 4711L, "Ada");
            logger.atWarn()
                    .addKeyValue("order_id", 4711L)
                    .addKeyValue("retry", 2)
                    .log("Payment is slow");
            logger.error("Order {} was not paid", 4711L, new IOException("no answer"));

            TTLog.query("SELECT message, arg0, order_id, request FROM logs WHERE logger LIKE 'shop.%'")
                    .forEach(System.out::println);
        }
    }

    @SuppressWarnings("try")
    static void levels() {
        try (var session = TTLog.init().level("org.hibernate.SQL", Level.DEBUG).start()) { // from the start on
            TTLog.level("org.apache.kafka", Level.WARN); // at any time, at once for all threads
            TTLog.level("org.apache.kafka", null); // takes it back
        }
    }
}
