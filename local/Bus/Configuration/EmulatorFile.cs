using System.Text.Json;

namespace Relay.Local.Bus.Configuration;

/// <summary>
/// The configuration file of Microsoft's Service Bus emulator. Its property names are those of the ARM resource with a
/// capital at the beginning; where it logs is left out.
/// </summary>
internal static class EmulatorFile
{
    public const string Root = "UserConfig";

    public static List<QueueDescription> Read(JsonMembers file)
    {
        var namespaces = file.Only(Root).Object(Root, $"'{Root}'").Only("Namespaces", "Logging").List("Namespaces");
        if (namespaces.Count != 1)
            throw new FormatException("'Namespaces' must hold one namespace.");
        var single = JsonMembers.Of(namespaces[0], "the namespace").Only("Name", "Queues", "Topics");
        if (single.ListOrNone("Topics").Count > 0)
            throw new FormatException("'Topics' must be empty: this broker has queues only.");
        return [.. single.ListOrNone("Queues").Select(Queue)];
    }

    private static QueueDescription Queue(JsonElement element)
    {
        var queue = JsonMembers.Of(element, "a queue").Only("Name", "Properties");
        var name = queue.Text("Name");
        return queue.Object("Properties", $"'Properties' of queue '{name}'").Aggregate(
            new QueueDescription { Name = name },
            (description, property, value) => QueueProperties.With(description, JsonNamingPolicy.CamelCase.ConvertName(property), value));
    }
}
