using System.Text.Json.Serialization;

namespace Relay.Local.Bus.Tests.Durability;

/// <summary>Queue descriptions on their way to a child process; generated code, because the child's start is measured in milliseconds.</summary>
[JsonSerializable(typeof(IReadOnlyList<QueueDescription>))]
internal sealed partial class ChildJson : JsonSerializerContext;
