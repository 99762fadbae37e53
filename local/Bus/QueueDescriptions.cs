using System.Text.Json;
using Relay.Local.Bus.Configuration;

namespace Relay.Local.Bus;

/// <summary>
/// Reads the file that describes the queues. Two shapes are understood:
/// <list type="bullet">
/// <item><c>{"queues":[{"name":…,"properties":{"lockDuration":"PT1M",…}}]}</c>, with the property names of the ARM resource
/// and ISO 8601 durations, so that a Bicep template can load the same file;</item>
/// <item>the configuration of Microsoft's Service Bus emulator,
/// <c>{"UserConfig":{"Namespaces":[{"Name":…,"Queues":[{"Name":…,"Properties":{"LockDuration":"PT1M",…}}]}]}}</c>.</item>
/// </list>
/// <para>Values are held to the ranges of the service, with two exceptions that help on one machine: locks shorter than the
/// service's 5 seconds and queues smaller than its 1024 MiB are allowed.</para>
/// <para><c>enableBatchedOperations</c>, <c>enableExpress</c>, <c>enablePartitioning</c> and <c>autoDeleteOnIdle</c> are
/// accepted and ignored: the first three are about how the service works inside, and a queue of a file is not deleted while
/// the file lists it. <c>forwardTo</c> and <c>forwardDeadLetteredMessagesTo</c> are refused unless empty, and so are
/// topics: without them messages would go elsewhere than in Azure.</para>
/// </summary>
public static class QueueDescriptions
{
    // A property given twice is a mistake; which one would hold is not for the reader to guess.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads and checks the file.</summary>
    /// <exception cref="InvalidDataException">The file is not valid; the message names the queue and the property.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<QueueDescription> Load(string path)
    {
        try
        {
            // Read as a stream, a byte order mark is passed over.
            using var file = File.OpenRead(path);
            using var document = JsonDocument.Parse(file, Strict);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private static List<QueueDescription> Read(JsonElement root)
    {
        var members = JsonMembers.Of(root, "the file");
        var queues = members.Names.Contains(EmulatorFile.Root, StringComparer.Ordinal) ? EmulatorFile.Read(members) : ResourceFile.Read(members);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var queue in queues)
        {
            QueueLimits.Check(queue);
            if (!names.Add(queue.Name))
                throw new FormatException($"queue '{queue.Name}' is described twice.");
        }
        return queues;
    }
}
