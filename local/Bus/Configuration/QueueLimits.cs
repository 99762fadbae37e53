using System.Text.RegularExpressions;
using System.Xml;

namespace Relay.Local.Bus.Configuration;

/// <summary>The ranges of the service (learn.microsoft.com, Service Bus quotas and the ARM resource's rules for names).</summary>
internal static partial class QueueLimits
{
    private const int LongestName = 260;

    /// <exception cref="FormatException">A value is out of its range; the message names the queue, the property and the range.</exception>
    public static void Check(QueueDescription queue)
    {
        if (queue.Name.Length > LongestName || !AllowedName().IsMatch(queue.Name))
        {
            throw new FormatException(
                $"queue '{queue.Name}': a name has at most {LongestName} letters, digits, periods, hyphens, underscores and slashes, and begins and ends with a letter or digit.");
        }
        // The service's portal asks for 5 seconds at least; a test that lets locks run out must not wait that long.
        Check(queue, "lockDuration", queue.LockDuration, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(5));
        Check(queue, "duplicateDetectionHistoryTimeWindow", queue.DuplicateDetectionHistoryTimeWindow, TimeSpan.FromSeconds(20), TimeSpan.FromDays(7));
        Check(queue, "defaultMessageTimeToLive", queue.DefaultMessageTimeToLive, TimeSpan.FromSeconds(1), TimeSpan.MaxValue);
        Check(queue, "maxDeliveryCount", queue.MaxDeliveryCount, 1, 2000);
        Check(queue, "maxMessageSizeInKilobytes", queue.MaxMessageSizeInKilobytes, 256, 102_400);
        // 80 GiB is the most a queue may take in the premium tier; a smaller one than the service's 1 GiB can be filled in a test.
        Check(queue, "maxSizeInMegabytes", queue.MaxSizeInMegabytes, 1, 81_920);
    }

    private static void Check(QueueDescription queue, string property, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
            throw OutOfRange(queue, property, XmlConvert.ToString(value), XmlConvert.ToString(least), XmlConvert.ToString(most));
    }

    private static void Check(QueueDescription queue, string property, int value, int least, int most)
    {
        if (value < least || value > most)
            throw OutOfRange(queue, property, XmlConvert.ToString(value), XmlConvert.ToString(least), XmlConvert.ToString(most));
    }

    private static FormatException OutOfRange(QueueDescription queue, string property, string value, string least, string most) =>
        new($"property '{property}' of queue '{queue.Name}' is {value}; it must be from {least} to {most}.");

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex AllowedName();
}
