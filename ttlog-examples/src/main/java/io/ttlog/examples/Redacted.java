/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.examples;

import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.init;

import io.ttlog.Redaction;

/** What must not leave in clear: masked by its key, hashed, dropped, and found in texts. */
final class Redacted {
    private Redacted() {}

    public static void main(String[] args) {
        try (var session = init().service("shop")
                .redaction(Redaction.standard() // the usual names of secrets, masked
                        .keys(Redaction.Way.HASH, "customer_id", "*email") // equal values look alike
                        .keys(Redaction.Way.DROP, "*iban") // the field is gone
                        .except("csrf_token") // stays
                        .detect(Redaction.Way.MASK, Redaction.Detector.JWT, Redaction.Detector.CARD_NUMBER))
                .store(false)
                .start()) {
            info("login of {user} with {password}", "ada", "hunter2");
            info("order of {customer_id} paid with {payment}", 4711L, "4111 1111 1111 1111");
            info("order of {customer_id} paid from {payer_iban}", 4711L, "DE02120300000000202051");
            info("form with {csrf_token}", "c5rf");
            System.out.println("running: " + session.status().running());
        }
    }
}
