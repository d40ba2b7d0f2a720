package conformance

// Successes of the calls on faces. CreateFace succeeds even if it adds none: it checks each photo
// separately.

const (
	oneFace = `"SucIndexes":[0],"SucFaceRects":[{"X":20,"Y":20,"Width":40,"Height":40}],"FaceModelVersion":"3.0"}`
	nothing = `,"FaceModelVersion":"3.0"}`
)

// verdicts are the RetCodes of CreateFace for photos that it does not add.
var verdicts = []struct{ retCode, of, photo string }{
	{"-1101", "a photo that says that it shows nobody", showing("verdict=noface")},
	{"-1102", "what is no whole JPG, PNG or BMP", text([]byte("no photo"))},
	{"-1109", "a photo whose short edge is under 64 pixels", plain(63)},
	{"-1109", "a photo whose long edge is over 4000 pixels (JPG) or 2000 (PNG, BMP)", text(pngOf(2001, 64))},
	{"-1601", "a photo that says that it is below the QualityControl asked for", showing("quality=1")},
	{"-1604", "a photo that says that it shows somebody else", showing("identity=bob")},
}

func judgements() (list []success) {
	for _, v := range verdicts {
		list = append(list, success{call: "CreateFace", when: "says " + v.retCode + " of " + v.of,
			with:   fields{"Images": []string{v.photo}, "QualityControl": 2},
			reply:  `{"SucFaceNum":0,"RetCode":[` + v.retCode + `]` + nothing,
			then:   step{"GetPersonBaseInfo", fields{"PersonId": "p1"}},
			effect: `{"PersonName":"Ana","Gender":2,"FaceIds":["face 1","face 2"]}`})
	}
	return list
}

func ofFaces() []success {
	return []success{
		{call: "CreateFace", when: "says which photos it added, and of each what it thinks",
			with: fields{"Images": []string{plain(80), showing("identity=bob"), plain(84)},
				"FaceMatchThreshold": 60.5, "QualityControl": 1, "NeedRotateDetection": 0},
			reply: `{"SucFaceNum":2,"SucFaceIds":["face 1","face 2"],"RetCode":[0,-1604,0],"SucIndexes":[0,2],` +
				`"SucFaceRects":[{"X":20,"Y":20,"Width":40,"Height":40},{"X":21,"Y":20,"Width":42,"Height":40}],"FaceModelVersion":"3.0"}`,
			then:   step{"GetPersonBaseInfo", fields{"PersonId": "p1"}},
			effect: `{"PersonName":"Ana","Gender":2,"FaceIds":["face 3","face 4","face 1","face 2"]}`},
		{call: "CreateFace", when: "takes photos by their URLs",
			with:  fields{"Images": nil, "Urls": []string{at("/photo")}},
			reply: `{"SucFaceNum":1,"SucFaceIds":["face 1"],"RetCode":[0],` + oneFace},
		{call: "CreateFace", when: "adds another person's photo under a threshold of 0",
			with:  fields{"Images": []string{showing("identity=bob")}, "FaceMatchThreshold": 0},
			reply: `{"SucFaceNum":1,"SucFaceIds":["face 1"],"RetCode":[0],` + oneFace},
		{call: "CreateFace", when: "takes a PNG and a BMP",
			with: fields{"Images": []string{text(pngOf(80, 80)), text(bmpOf(80, 80))}},
			reply: `{"SucFaceNum":2,"SucFaceIds":["face 1","face 2"],"RetCode":[0,0],"SucIndexes":[0,1],` +
				`"SucFaceRects":[{"X":20,"Y":20,"Width":40,"Height":40},{"X":20,"Y":20,"Width":40,"Height":40}],"FaceModelVersion":"3.0"}`},
		{call: "DeleteFace", when: "takes away the faces that the person has",
			with:   fields{},
			reply:  `{"SucDeletedNum":1,"SucFaceIds":["face 1"]}`,
			then:   step{"GetPersonBaseInfo", fields{"PersonId": "p1"}},
			effect: `{"PersonName":"Ana","Gender":2,"FaceIds":["face 2"]}`},
	}
}

func ofDetection() []success {
	return []success{
		{call: "DetectFace", when: "tells where the faces are, and nothing more of them",
			reply: `{"ImageWidth":80,"ImageHeight":80,"FaceInfos":[{"X":20,"Y":20,"Width":40,"Height":40,` +
				`"FaceAttributesInfo":{"Gender":0,"Age":0,"Expression":0,"Glass":false,"Pitch":0,"Yaw":0,"Roll":0,"Beauty":0,` +
				`"Hat":false,"Mask":false,"Hair":{"Length":0,"Bang":0,"Color":0},"EyeOpen":false},` +
				`"FaceQualityInfo":{"Score":0,"Sharpness":0,"Brightness":0,` +
				`"Completeness":{"Eyebrow":0,"Eye":0,"Nose":0,"Cheek":0,"Mouth":0,"Chin":0}}}],"FaceModelVersion":"3.0"}`},
		{call: "DetectFace", when: "tells attributes and quality if asked",
			with: fields{"MaxFaceNum": 120, "MinFaceSize": 20, "NeedFaceAttributes": 1, "NeedQualityDetection": 1,
				"FaceModelVersion": "3.0", "NeedRotateDetection": 1},
			reply: `{"ImageWidth":80,"ImageHeight":80,"FaceInfos":[{"X":20,"Y":20,"Width":40,"Height":40,` +
				`"FaceAttributesInfo":{"Gender":50,"Age":50,"Expression":0,"Glass":false,"Pitch":0,"Yaw":0,"Roll":0,"Beauty":0,` +
				`"Hat":false,"Mask":false,"Hair":{"Length":0,"Bang":0,"Color":0},"EyeOpen":true},` +
				`"FaceQualityInfo":{"Score":95,"Sharpness":95,"Brightness":47,` +
				`"Completeness":{"Eyebrow":95,"Eye":95,"Nose":95,"Cheek":95,"Mouth":95,"Chin":95}}}],"FaceModelVersion":"3.0"}`},
		{call: "DetectFace", when: "takes a photo by its URL",
			with: fields{"Image": nil, "Url": at("/photo")},
			reply: `{"ImageWidth":80,"ImageHeight":80,"FaceInfos":[{"X":20,"Y":20,"Width":40,"Height":40,` +
				`"FaceAttributesInfo":{"Gender":0,"Age":0,"Expression":0,"Glass":false,"Pitch":0,"Yaw":0,"Roll":0,"Beauty":0,` +
				`"Hat":false,"Mask":false,"Hair":{"Length":0,"Bang":0,"Color":0},"EyeOpen":false},` +
				`"FaceQualityInfo":{"Score":0,"Sharpness":0,"Brightness":0,` +
				`"Completeness":{"Eyebrow":0,"Eye":0,"Nose":0,"Cheek":0,"Mouth":0,"Chin":0}}}],"FaceModelVersion":"3.0"}`},
	}
}
