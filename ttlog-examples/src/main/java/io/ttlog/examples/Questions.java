/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.examples;

import static io.ttlog.TTLog.atInfo;
import static io.ttlog.TTLog.warn;

import io.ttlog.Query;
import io.ttlog.QueryResult;
import io.ttlog.Row;
import io.ttlog.TTLog;
import io.ttlog.TTLogException;
import io.ttlog.TTLogSession;

/** Asking from code: SQL, the same by method calls, typed values, and what a mistake looks like. */
final class Questions {
    private Questions() {}

    public static void main(String[] args) {
        try (TTLogSession session = TTLog.init().service("api").console(false).start()) {
            for (long user = 1; user <= 6; user++) {
                atInfo().with("user_id", user).with("ms", user * 10).log("Request answered");
            }
            warn("User {user_id} was refused", 6L);

            System.out.println("By SQL:");
            QueryResult perLevel = TTLog.query("SELECT level, count(*) AS events, avg(ms) AS ms FROM logs"
                    + " WHERE timestamp > now() - 1h GROUP BY level ORDER BY level");
            for (Row row : perLevel) {
                System.out.println(row.getString("level") + " " + row.getLong("events"));
            }

            System.out.println("By method calls:");
            Query slow = TTLog.query()
                    .logs()
                    .select("user_id", "ms")
                    .whereService("api")
                    .where("ms >= 50")
                    .lastHour()
                    .orderBy("ms");
            slow.execute().forEach(System.out::println);

            System.out.println("A mistake:");
            try {
                TTLog.query("SELECT usr_id FROM logs");
            } catch (TTLogException e) {
                System.out.println(e.getMessage());
            }
            System.out.println("The store is in " + session.directory());
        }
    }
}
