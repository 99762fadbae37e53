using System.Collections;
using System.Globalization;
using Microsoft.Azure.Amqp.Encoding;

namespace Relay.Local.Bus.Transport;

/// <summary>Typed access to a management request; a missing or wrongly typed value is an <see cref="ArgumentException"/>.</summary>
internal static class RequestMap
{
    public static string Text(this AmqpMap map, string name) => map.Get<string>(name);

    public static long[] Numbers(this AmqpMap map, string name) =>
        [.. map.Get<IEnumerable>(name).Cast<object>().Select(value => Convert.ToInt64(value, CultureInfo.InvariantCulture))];

    public static long Number(this AmqpMap map, string name) => Convert.ToInt64(map.Get<object>(name), CultureInfo.InvariantCulture);

    /// <summary>A timestamp, as Unix milliseconds.</summary>
    public static long Milliseconds(this AmqpMap map, string name) =>
        new DateTimeOffset(map.Get<DateTime>(name).ToUniversalTime()).ToUnixTimeMilliseconds();

    public static Guid[] Tokens(this AmqpMap map, string name) => [.. map.Get<IEnumerable>(name).Cast<Guid>()];

    public static IEnumerable<AmqpMap> Maps(this AmqpMap map, string name) => map.Get<IEnumerable>(name).Cast<AmqpMap>();

    /// <summary>A copy of a binary value, or null.</summary>
    public static byte[]? Bytes(this AmqpMap map, string name) => map[new MapKey(name)] switch
    {
        null => null,
        ArraySegment<byte> { Array: null } => null,
        ArraySegment<byte> segment => segment.ToArray(),
        byte[] bytes => bytes,
        _ => throw new ArgumentException($"'{name}' must be binary."),
    };

    private static T Get<T>(this AmqpMap map, string name) =>
        map[new MapKey(name)] is T value ? value : throw new ArgumentException($"'{name}' is missing or of the wrong type.");
}
