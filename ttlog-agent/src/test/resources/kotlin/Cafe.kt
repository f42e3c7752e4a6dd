// SPDX-License-Identifier: Apache-2.0
package cafe

import io.ttlog.Field
import io.ttlog.Instrument
import io.ttlog.Secret
import kotlin.coroutines.Continuation
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.resume
import kotlin.coroutines.startCoroutine
import kotlin.coroutines.suspendCoroutine

interface Brewing {
    @Instrument(name = "brew_default")
    fun brew(@Field("cups") cups: Int): Int = cups * 2
}

class Cafe : Brewing {
    @Instrument(name = "order", recordResult = true)
    fun order(@Field("drink") drink: String, @Field("pin") @Secret pin: Long): String = "$drink!"

    @Instrument(name = "defaults")
    fun withDefaults(@Field("a") a: Int = 1, @Field("b") b: String = "two"): String = "$a$b"

    @JvmOverloads
    @Instrument(name = "overloads")
    fun overloaded(@Field("a") a: Int, @Field("b") b: String = "two", c: Long = 3): String = "$a$b$c"

    @Instrument(name = "inline_inside")
    fun sum(numbers: List<Int>): Int {
        var sum = 0
        numbers.filter { it > 1 }.forEach { sum += it }
        return sum
    }

    @Instrument(name = "nothing")
    fun fails(): Nothing = throw IllegalStateException("never")

    @Instrument(name = "suspends")
    suspend fun suspends(@Field("n") n: Int): Int = suspendCoroutine { waiting = it } + n

    var waiting: Continuation<Int>? = null

    companion object {
        @JvmStatic
        @Instrument(name = "jvm_static")
        fun open(@Field("hour") hour: Int): Int = hour + 1

        @JvmStatic
        fun call(): String {
            val cafe = Cafe()
            return cafe.order("tea", 1234) + cafe.withDefaults() + cafe.withDefaults(2) + cafe.overloaded(1) +
                cafe.sum(listOf(1, 2, 3)) + cafe.brew(2) + open(8) + top(5) + Beans(3).grams
        }

        @JvmStatic
        fun callFails() {
            Cafe().fails()
        }

        @JvmStatic
        fun callSuspends(): Int {
            val cafe = Cafe()
            var result = 0
            val body: suspend () -> Int = { cafe.suspends(1) }
            body.startCoroutine(Continuation(EmptyCoroutineContext) { result = it.getOrThrow() })
            cafe.waiting!!.resume(41)
            return result
        }
    }
}

@Instrument(name = "top_level")
tailrec fun top(@Field("n") n: Int): Int = if (n == 0) 0 else top(n - 1)

data class Beans @Instrument(name = "beans") constructor(@Field("grams") val grams: Int) {
    init {
        require(grams > 0)
    }
}
