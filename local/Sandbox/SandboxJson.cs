using System.Text.Json;
using System.Text.Json.Serialization;
using Relay.Client.Webhooks;
using Relay.Local.Sandbox.Control;

namespace Relay.Local.Sandbox;

/// <summary>JSON of the control interface, and of answers that pass through.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SandboxProfile))]
[JsonSerializable(typeof(SandboxCounts))]
[JsonSerializable(typeof(ForwardTarget))]
[JsonSerializable(typeof(ControlProblem))]
[JsonSerializable(typeof(IReadOnlyList<ArrivedEnvelope>))]
[JsonSerializable(typeof(DeliveryAnswer))]
internal sealed partial class SandboxJson : JsonSerializerContext;
