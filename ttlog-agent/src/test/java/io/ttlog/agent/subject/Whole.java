/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.subject;

import io.ttlog.Instrument;

/** Annotated as a whole. */
@Instrument(name = "whole", metrics = true)
public class Whole {
    public Whole() {}

    public int first() {
        return second() + third();
    }

    @Instrument(skip = true)
    public int second() {
        return 2;
    }

    int third() {
        return 3;
    }

    @Instrument(name = "by_its_name")
    public int fourth() {
        return 4;
    }

    @Instrument
    int fifth() {
        return 5;
    }

    public static int sixth() {
        return 6;
    }

    @Override
    public String toString() {
        return "whole";
    }

    static String call() {
        Whole whole = new Whole();
        return whole.toString() + whole.first() + whole.fourth() + whole.fifth() + sixth();
    }
}
