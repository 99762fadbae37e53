namespace Relay.Local.Bus.Configuration;

/// <summary>A file with the property names of the ARM resource.</summary>
internal static class ResourceFile
{
    public static List<QueueDescription> Read(JsonMembers file)
    {
        var queues = new List<QueueDescription>();
        foreach (var element in file.Only("queues").List("queues"))
        {
            var queue = JsonMembers.Of(element, "a queue").Only("name", "properties");
            var name = queue.Text("name");
            queues.Add(queue.Object("properties", $"'properties' of queue '{name}'").Aggregate(new QueueDescription { Name = name }, QueueProperties.With));
        }
        return queues;
    }
}
